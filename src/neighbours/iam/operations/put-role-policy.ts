import type { PutRolePolicyRequest } from '../../../api/generated/iam-types.ts';
import type { Operation } from '../../../api/operation.ts';
import type { Identity } from '../identity.ts';
import { checkPolicyDocument } from '../policy-document.ts';
import { changeRole } from '../role-changes.ts';

/** Keeps an inline policy with the role, replacing one of the same name. */
export function putRolePolicy(identity: Identity): Operation<PutRolePolicyRequest, Record<never, never>> {
  return async (input, context) => {
    checkPolicyDocument(input.PolicyDocument);
    await changeRole(identity, context, input.RoleName, (role) => ({
      ...role,
      inlinePolicies: { ...role.inlinePolicies, [input.PolicyName]: input.PolicyDocument },
    }));
    return {};
  };
}
