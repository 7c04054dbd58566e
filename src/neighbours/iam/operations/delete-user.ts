import type { DeleteUserRequest } from '../../../api/generated/iam-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { deleteConflict, noSuchUser } from '../iam-errors.ts';
import { iamScope } from '../iam-names.ts';
import type { Identity } from '../identity.ts';
import { accessKeysOf, deleteSessionsOf, userTable } from '../identity-store.ts';

/** Removes a user that has neither keys nor policies nor groups left, and ends its sessions. */
export function deleteUser(identity: Identity): Operation<DeleteUserRequest, Record<never, never>> {
  const { store, forgetCredentials } = identity;
  return async (input, context) => {
    const scope = iamScope(context.account);
    await store.transaction(async (tx) => {
      const user = await userTable.findForUpdate(store, tx, scope, input.UserName);
      if (!user) throw noSuchUser(input.UserName);
      if ((await accessKeysOf(tx.db, context.account, user.name)).length > 0) {
        throw deleteConflict('Cannot delete entity, must delete access keys first.');
      }
      const { attachedPolicyArns, inlinePolicies, groups = [] } = user.document;
      if (attachedPolicyArns.length > 0) throw deleteConflict('Cannot delete entity, must detach all policies first.');
      if (Object.keys(inlinePolicies).length > 0) {
        throw deleteConflict('Cannot delete entity, must delete policies first.');
      }
      if (groups.length > 0) throw deleteConflict('Cannot delete entity, must remove users from group first.');
      await userTable.delete(tx, scope, user.name);
      await deleteSessionsOf(tx, user.arn);
      tx.afterCommit(forgetCredentials);
    });
    return {};
  };
}
