import type { DeleteGroupRequest } from '../../../api/generated/iam-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { membersOf } from '../group-members.ts';
import { deleteConflict, noSuchGroup } from '../iam-errors.ts';
import { iamScope } from '../iam-names.ts';
import type { Identity } from '../identity.ts';
import { groupTable } from '../identity-store.ts';

/** Removes a group that has neither users nor policies left. */
export function deleteGroup(identity: Identity): Operation<DeleteGroupRequest, Record<never, never>> {
  const { store } = identity;
  return async (input, context) => {
    const scope = iamScope(context.account);
    if ((await membersOf(store, context.account, input.GroupName)).length > 0) {
      throw deleteConflict('Cannot delete entity, must remove users from group first.');
    }
    await store.transaction(async (tx) => {
      const group = await groupTable.findForUpdate(store, tx, scope, input.GroupName);
      if (!group) throw noSuchGroup(input.GroupName);
      const { attachedPolicyArns, inlinePolicies } = group.document;
      if (attachedPolicyArns.length > 0) throw deleteConflict('Cannot delete entity, must detach all policies first.');
      if (Object.keys(inlinePolicies).length > 0) {
        throw deleteConflict('Cannot delete entity, must delete policies first.');
      }
      await groupTable.delete(tx, scope, group.name);
      tx.afterCommit(identity.forgetPolicies);
    });
    return {};
  };
}
