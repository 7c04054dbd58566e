import type { AttachedPolicy } from '../../../api/generated/iam-types.ts';
import type { Operation } from '../../../api/operation.ts';
import type { PageTokens } from '../../../api/page-tokens.ts';
import { managedPolicyText } from '../access/managed-policies.ts';
import { invalidInput, limitExceeded, noSuchEntity, noSuchPolicy } from '../iam-errors.ts';
import { pageOf } from '../iam-lists.ts';
import { parsePolicyArn } from '../iam-names.ts';
import type { Identity } from '../identity.ts';
import type { HolderDocument } from '../identity-store.ts';
import { changeHolder, type HolderKind, holderNamed } from './holder-kinds.ts';

/** As many as IAM can be asked to allow (IAM quotas). */
const ATTACHED_MAX = 20;

type Named<Member extends string> = Readonly<Record<Member, string>>;
type Nothing = Record<never, never>;

/** AttachUserPolicy, AttachRolePolicy, AttachGroupPolicy. Attaching twice is one attachment. */
export function attachPolicy<Member extends string, Document extends HolderDocument>(
  identity: Identity,
  kind: HolderKind<Member, Document>,
): Operation<Named<Member> & { readonly PolicyArn: string }, Nothing> {
  return async (input, context) => {
    const { PolicyArn: policyArn } = input;
    if (!parsePolicyArn(policyArn)) throw invalidInput(`ARN ${policyArn} is not valid.`);
    if ((await managedPolicyText(identity.store, context.account, policyArn)) === undefined) {
      throw noSuchEntity(`Policy ${policyArn} does not exist or is not attachable.`);
    }
    await changeHolder(identity, kind, context, input[kind.member], (document) => {
      const attachedPolicyArns = [...new Set([...document.attachedPolicyArns, policyArn])];
      if (attachedPolicyArns.length > ATTACHED_MAX) {
        throw limitExceeded(`Cannot exceed quota for ${kind.attachQuota}: ${ATTACHED_MAX}`);
      }
      return { ...document, attachedPolicyArns };
    });
    return {};
  };
}

/** DetachUserPolicy, DetachRolePolicy, DetachGroupPolicy. */
export function detachPolicy<Member extends string, Document extends HolderDocument>(
  identity: Identity,
  kind: HolderKind<Member, Document>,
): Operation<Named<Member> & { readonly PolicyArn: string }, Nothing> {
  return async (input, context) => {
    await changeHolder(identity, kind, context, input[kind.member], (document) => {
      if (!document.attachedPolicyArns.includes(input.PolicyArn)) throw noSuchPolicy(input.PolicyArn);
      return { ...document, attachedPolicyArns: document.attachedPolicyArns.filter((arn) => arn !== input.PolicyArn) };
    });
    return {};
  };
}

interface ListInput {
  readonly PathPrefix?: string | undefined;
  readonly Marker?: string | undefined;
  readonly MaxItems?: number | undefined;
}

/** ListAttachedUserPolicies, ListAttachedRolePolicies, ListAttachedGroupPolicies. */
export function listAttachedPolicies<Member extends string, Document extends HolderDocument>(
  identity: Identity,
  kind: HolderKind<Member, Document>,
  tokens: PageTokens,
): Operation<Named<Member> & ListInput, { AttachedPolicies: AttachedPolicy[]; IsTruncated: boolean }> {
  return async (input, context) => {
    const { document, arn } = await holderNamed(identity, kind, context, input[kind.member]);
    const prefix = input.PathPrefix ?? '/';
    const arns = document.attachedPolicyArns.filter((one) => one.slice(one.indexOf(':policy') + 7).startsWith(prefix));
    const query = { operation: 'ListAttachedPolicies', context, holder: arn, prefix };
    const { items, rest } = pageOf([...arns].sort(), input, tokens, query, (one) => one);
    const policies = items.map((one) => ({ PolicyName: one.slice(one.lastIndexOf('/') + 1), PolicyArn: one }));
    return { AttachedPolicies: policies, ...rest };
  };
}
