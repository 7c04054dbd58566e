import type { Tag } from '../../../api/generated/iam-types.ts';
import type { Operation } from '../../../api/operation.ts';
import type { PageTokens } from '../../../api/page-tokens.ts';
import { invalidInput, limitExceeded } from '../iam-errors.ts';
import { pageOf } from '../iam-lists.ts';
import type { Identity } from '../identity.ts';
import type { HolderDocument } from '../identity-store.ts';
import { changeHolder, type HolderKind, holderNamed } from './holder-kinds.ts';

/** Tags of a user, role or policy (IAM quotas). */
const TAGS_MAX = 50;

type Tagged = HolderDocument & { readonly tags: readonly Tag[] };
type Named<Member extends string> = Readonly<Record<Member, string>>;
type Nothing = Record<never, never>;

/** Adds tags; keys are compared without case, and the newer value stays. Throws InvalidInput and LimitExceeded. */
export function mergeTags(known: readonly Tag[], added: readonly Tag[]): readonly Tag[] {
  const merged = new Map(known.map((tag) => [tag.Key.toLowerCase(), tag]));
  const seen = new Set<string>();
  for (const tag of added) {
    const key = tag.Key.toLowerCase();
    if (key.startsWith('aws:')) throw invalidInput('aws: prefixed tag key names are not allowed for external use.');
    if (seen.has(key)) throw invalidInput('Duplicate tag keys found. Please note that Tag keys are case insensitive.');
    seen.add(key);
    merged.set(key, tag);
  }
  if (merged.size > TAGS_MAX) throw limitExceeded('The number of tags has reached the maximum limit.');
  return [...merged.values()];
}

export function withoutTags(known: readonly Tag[], keys: readonly string[]): readonly Tag[] {
  const removed = new Set(keys.map((key) => key.toLowerCase()));
  return known.filter((tag) => !removed.has(tag.Key.toLowerCase()));
}

/** TagUser, TagRole. */
export function tagEntity<Member extends string, Document extends Tagged>(
  identity: Identity,
  kind: HolderKind<Member, Document>,
): Operation<Named<Member> & { readonly Tags: readonly Tag[] }, Nothing> {
  return async (input, context) => {
    await changeHolder(identity, kind, context, input[kind.member], (document) => ({
      ...document,
      tags: mergeTags(document.tags, input.Tags),
    }));
    return {};
  };
}

/** UntagUser, UntagRole. */
export function untagEntity<Member extends string, Document extends Tagged>(
  identity: Identity,
  kind: HolderKind<Member, Document>,
): Operation<Named<Member> & { readonly TagKeys: readonly string[] }, Nothing> {
  return async (input, context) => {
    await changeHolder(identity, kind, context, input[kind.member], (document) => ({
      ...document,
      tags: withoutTags(document.tags, input.TagKeys),
    }));
    return {};
  };
}

interface ListInput {
  readonly Marker?: string | undefined;
  readonly MaxItems?: number | undefined;
}

/** ListUserTags, ListRoleTags. */
export function listEntityTags<Member extends string, Document extends Tagged>(
  identity: Identity,
  kind: HolderKind<Member, Document>,
  tokens: PageTokens,
): Operation<Named<Member> & ListInput, { Tags: Tag[]; IsTruncated: boolean }> {
  return async (input, context) => {
    const { document, arn } = await holderNamed(identity, kind, context, input[kind.member]);
    return tagPage(document.tags, input, tokens, { operation: 'ListEntityTags', context, holder: arn });
  };
}

/** One page of tags by key. */
export function tagPage(
  tags: readonly Tag[],
  input: ListInput,
  tokens: PageTokens,
  query: Parameters<typeof pageOf>[3],
): { Tags: Tag[]; IsTruncated: boolean; Marker?: string } {
  const sorted = [...tags].sort((a, b) => (a.Key < b.Key ? -1 : 1));
  const { items, rest } = pageOf(sorted, input, tokens, query, (tag) => tag.Key);
  return { Tags: items, ...rest };
}
