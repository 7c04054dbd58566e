import type { Operation } from '../../../api/operation.ts';
import type { PageTokens } from '../../../api/page-tokens.ts';
import { limitExceeded, noSuchEntity } from '../iam-errors.ts';
import { pageOf } from '../iam-lists.ts';
import { encodePolicy } from '../iam-shapes.ts';
import type { Identity } from '../identity.ts';
import type { HolderDocument } from '../identity-store.ts';
import { checkPolicy, policySize } from '../policy-checks.ts';
import { changeHolder, type HolderKind, holderNamed } from './holder-kinds.ts';

type Named<Member extends string> = Readonly<Record<Member, string>>;
type Nothing = Record<never, never>;

/** PutUserPolicy, PutRolePolicy, PutGroupPolicy. A policy of the same name is replaced. */
export function putInlinePolicy<Member extends string, Document extends HolderDocument>(
  identity: Identity,
  kind: HolderKind<Member, Document>,
): Operation<Named<Member> & { readonly PolicyName: string; readonly PolicyDocument: string }, Nothing> {
  return async (input, context) => {
    checkPolicy(input.PolicyDocument, 'identity');
    const name = input[kind.member];
    await changeHolder(identity, kind, context, name, (document) => {
      const inlinePolicies = { ...document.inlinePolicies, [input.PolicyName]: input.PolicyDocument };
      const size = Object.values(inlinePolicies).reduce((sum, text) => sum + policySize(text), 0);
      if (size > kind.inlineSizeMax) {
        throw limitExceeded(`Maximum policy size of ${kind.inlineSizeMax} bytes exceeded for ${kind.noun} ${name}`);
      }
      return { ...document, inlinePolicies };
    });
    return {};
  };
}

/** GetUserPolicy, GetRolePolicy, GetGroupPolicy. */
export function getInlinePolicy<Member extends string, Document extends HolderDocument>(
  identity: Identity,
  kind: HolderKind<Member, Document>,
): Operation<
  Named<Member> & { readonly PolicyName: string },
  Record<Member, string> & { PolicyName: string; PolicyDocument: string }
> {
  return async (input, context) => {
    const holder = await holderNamed(identity, kind, context, input[kind.member]);
    const document = Object.entries(holder.document.inlinePolicies).find(([name]) => name === input.PolicyName)?.[1];
    if (document === undefined) throw noSuchInlinePolicy(kind, input.PolicyName);
    const named = { [kind.member]: holder.name } as Record<Member, string>;
    return { ...named, PolicyName: input.PolicyName, PolicyDocument: encodePolicy(document) };
  };
}

/** DeleteUserPolicy, DeleteRolePolicy, DeleteGroupPolicy. */
export function deleteInlinePolicy<Member extends string, Document extends HolderDocument>(
  identity: Identity,
  kind: HolderKind<Member, Document>,
): Operation<Named<Member> & { readonly PolicyName: string }, Nothing> {
  return async (input, context) => {
    await changeHolder(identity, kind, context, input[kind.member], (document) => {
      const kept = Object.entries(document.inlinePolicies).filter(([name]) => name !== input.PolicyName);
      if (kept.length === Object.keys(document.inlinePolicies).length) throw noSuchInlinePolicy(kind, input.PolicyName);
      return { ...document, inlinePolicies: Object.fromEntries(kept) };
    });
    return {};
  };
}

interface ListInput {
  readonly Marker?: string | undefined;
  readonly MaxItems?: number | undefined;
}

/** ListUserPolicies, ListRolePolicies, ListGroupPolicies. */
export function listInlinePolicies<Member extends string, Document extends HolderDocument>(
  identity: Identity,
  kind: HolderKind<Member, Document>,
  tokens: PageTokens,
): Operation<Named<Member> & ListInput, { PolicyNames: string[]; IsTruncated: boolean }> {
  return async (input, context) => {
    const { document, arn } = await holderNamed(identity, kind, context, input[kind.member]);
    const query = { operation: 'ListInlinePolicies', context, holder: arn };
    const { items, rest } = pageOf(Object.keys(document.inlinePolicies).sort(), input, tokens, query, (name) => name);
    return { PolicyNames: items, ...rest };
  };
}

const noSuchInlinePolicy = ({ noun }: { readonly noun: string }, name: string) =>
  noSuchEntity(`The ${noun} policy with name ${name} cannot be found.`);
