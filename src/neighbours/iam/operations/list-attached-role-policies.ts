import type {
  ListAttachedRolePoliciesRequest,
  ListAttachedRolePoliciesResponse,
} from '../../../api/generated/iam-types.ts';
import type { Operation } from '../../../api/operation.ts';
import type { Identity } from '../identity.ts';
import { roleNamed } from '../role-changes.ts';

/** Names and ARNs of the managed policies that were attached; they always fit one page. */
export function listAttachedRolePolicies(
  identity: Identity,
): Operation<ListAttachedRolePoliciesRequest, ListAttachedRolePoliciesResponse> {
  return async (input, context) => {
    const role = await roleNamed(identity, context, input.RoleName);
    const policies = role.document.attachedPolicyArns.map((arn) => ({
      PolicyName: arn.slice(arn.lastIndexOf('/') + 1),
      PolicyArn: arn,
    }));
    return { AttachedPolicies: policies, IsTruncated: false };
  };
}
