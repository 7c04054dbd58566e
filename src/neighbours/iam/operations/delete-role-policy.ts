import type { DeleteRolePolicyRequest } from '../../../api/generated/iam-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { noSuchEntity } from '../iam-errors.ts';
import type { Identity } from '../identity.ts';
import { changeRole } from '../role-changes.ts';

export function deleteRolePolicy(identity: Identity): Operation<DeleteRolePolicyRequest, Record<never, never>> {
  return async (input, context) => {
    await changeRole(identity, context, input.RoleName, (role) => {
      const kept = Object.entries(role.inlinePolicies).filter(([name]) => name !== input.PolicyName);
      if (kept.length === Object.keys(role.inlinePolicies).length) {
        throw noSuchEntity(`The role policy with name ${input.PolicyName} cannot be found.`);
      }
      return { ...role, inlinePolicies: Object.fromEntries(kept) };
    });
    return {};
  };
}
