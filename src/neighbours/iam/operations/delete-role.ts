import type { DeleteRoleRequest } from '../../../api/generated/iam-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { deleteConflict, noSuchRole } from '../iam-errors.ts';
import { iamScope } from '../iam-names.ts';
import type { Identity } from '../identity.ts';
import { deleteSessionsOf, roleTable } from '../identity-store.ts';

/** Removes a role that has no policies left, and ends its sessions. */
export function deleteRole(identity: Identity): Operation<DeleteRoleRequest, Record<never, never>> {
  const { store, forgetCredentials } = identity;
  return async (input, context) => {
    const scope = iamScope(context.account);
    await store.transaction(async (tx) => {
      const role = await roleTable.findForUpdate(store, tx, scope, input.RoleName);
      if (!role) throw noSuchRole(input.RoleName);
      if (role.document.attachedPolicyArns.length > 0) {
        throw deleteConflict('Cannot delete entity, must detach all policies first.');
      }
      if (Object.keys(role.document.inlinePolicies).length > 0) {
        throw deleteConflict('Cannot delete entity, must delete policies first.');
      }
      await roleTable.delete(tx, scope, input.RoleName);
      await deleteSessionsOf(tx, role.arn);
      tx.afterCommit(forgetCredentials);
    });
    return {};
  };
}
