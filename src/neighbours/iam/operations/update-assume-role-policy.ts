import type { UpdateAssumeRolePolicyRequest } from '../../../api/generated/iam-types.ts';
import type { Operation } from '../../../api/operation.ts';
import type { Identity } from '../identity.ts';
import { checkPolicyDocument } from '../policy-document.ts';
import { changeRole } from '../role-changes.ts';

/** Replaces a role's trust policy. */
export function updateAssumeRolePolicy(
  identity: Identity,
): Operation<UpdateAssumeRolePolicyRequest, Record<never, never>> {
  return async (input, context) => {
    checkPolicyDocument(input.PolicyDocument);
    await changeRole(identity, context, input.RoleName, (role) => ({ ...role, trustPolicy: input.PolicyDocument }));
    return {};
  };
}
