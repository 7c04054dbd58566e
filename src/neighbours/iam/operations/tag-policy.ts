import type { TagPolicyRequest } from '../../../api/generated/iam-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { changePolicy } from '../found-policies.ts';
import { mergeTags } from '../holders/entity-tags.ts';
import type { Identity } from '../identity.ts';

export function tagPolicy(identity: Identity): Operation<TagPolicyRequest, Record<never, never>> {
  return async (input, context) => {
    await changePolicy(identity, context, input.PolicyArn, (policy) => ({
      ...policy,
      tags: mergeTags(policy.tags, input.Tags),
    }));
    return {};
  };
}
