import type { UntagPolicyRequest } from '../../../api/generated/iam-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { changePolicy } from '../found-policies.ts';
import { withoutTags } from '../holders/entity-tags.ts';
import type { Identity } from '../identity.ts';

export function untagPolicy(identity: Identity): Operation<UntagPolicyRequest, Record<never, never>> {
  return async (input, context) => {
    await changePolicy(identity, context, input.PolicyArn, (policy) => ({
      ...policy,
      tags: withoutTags(policy.tags, input.TagKeys),
    }));
    return {};
  };
}
