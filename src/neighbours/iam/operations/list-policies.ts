import type { ListPoliciesRequest, ListPoliciesResponse, Policy } from '../../../api/generated/iam-types.ts';
import type { Operation, OperationContext } from '../../../api/operation.ts';
import type { PageTokens } from '../../../api/page-tokens.ts';
import { awsPolicies } from '../access/aws-policies.ts';
import { awsPolicyShape } from '../found-policies.ts';
import { everyRecord, pageOf } from '../iam-lists.ts';
import { policyShape } from '../iam-shapes.ts';
import type { Identity } from '../identity.ts';
import { policyTable } from '../identity-store.ts';
import { attachmentCounts } from '../policy-attachments.ts';

/** AWS's own managed policies, then those of the account, each by name. */
export function listPolicies(
  identity: Identity,
  tokens: PageTokens,
): Operation<ListPoliciesRequest, ListPoliciesResponse> {
  return async (input, context) => {
    const { Scope: scope = 'All', PathPrefix: prefix = '/', OnlyAttached: onlyAttached = false } = input;
    const counts = await attachmentCounts(identity.store, context.account);
    const own = scope === 'AWS' ? [] : await ownPolicies(identity, context, counts);
    const ofAws =
      scope === 'Local' ? [] : awsPolicies.map((policy) => awsPolicyShape(policy, context, 0)).map(counted(counts));
    const all = [...ofAws, ...own].filter(
      (policy) => policy.Path?.startsWith(prefix) && (!onlyAttached || (policy.AttachmentCount ?? 0) > 0),
    );
    const query = { operation: 'ListPolicies', context, scope, prefix, onlyAttached };
    const { items, rest } = pageOf(all, input, tokens, query, placeOf);
    return { Policies: items, ...rest };
  };
}

async function ownPolicies(identity: Identity, context: OperationContext, counts: ReadonlyMap<string, number>) {
  const policies: Policy[] = [];
  for await (const record of everyRecord(policyTable, identity.store, context.account)) {
    policies.push(policyShape(record, counts.get(record.arn) ?? 0));
  }
  return policies;
}

const counted = (counts: ReadonlyMap<string, number>) => (policy: Policy) => ({
  ...policy,
  AttachmentCount: counts.get(policy.Arn ?? '') ?? 0,
});

/** Grows along the list. */
function placeOf({ Arn: arn = '', PolicyName: name = '' }: Policy): string {
  return arn.includes('::aws:') ? `0 ${name}` : `1 ${name.toLowerCase()} ${arn}`;
}
