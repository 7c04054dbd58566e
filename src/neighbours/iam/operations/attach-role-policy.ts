import type { AttachRolePolicyRequest } from '../../../api/generated/iam-types.ts';
import type { Operation } from '../../../api/operation.ts';
import type { Identity } from '../identity.ts';
import { changeRole } from '../role-changes.ts';

/** Remembers a managed policy with the role; attaching it twice is one attachment. */
export function attachRolePolicy(identity: Identity): Operation<AttachRolePolicyRequest, Record<never, never>> {
  return async (input, context) => {
    await changeRole(identity, context, input.RoleName, (role) => ({
      ...role,
      attachedPolicyArns: [...new Set([...role.attachedPolicyArns, input.PolicyArn])],
    }));
    return {};
  };
}
