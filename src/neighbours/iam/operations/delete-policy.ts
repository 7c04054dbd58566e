import type { DeletePolicyRequest } from '../../../api/generated/iam-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { findOwnPolicy } from '../found-policies.ts';
import { deleteConflict, noSuchPolicy } from '../iam-errors.ts';
import { iamScope } from '../iam-names.ts';
import type { Identity } from '../identity.ts';
import { policyTable } from '../identity-store.ts';
import { attachmentsOf } from '../policy-attachments.ts';

/** Removes a policy that is attached nowhere and has one version left. */
export function deletePolicy(identity: Identity): Operation<DeletePolicyRequest, Record<never, never>> {
  const { store } = identity;
  return async (input, context) => {
    const { name, arn } = await findOwnPolicy(identity, context, input.PolicyArn);
    for (const usage of ['PermissionsPolicy', 'PermissionsBoundary'] as const) {
      const { users, roles, groups } = await attachmentsOf(store, context.account, arn, usage);
      if (users.length + roles.length + groups.length > 0) {
        throw deleteConflict('Cannot delete a policy attached to entities.');
      }
    }
    await store.transaction(async (tx) => {
      const policy = await policyTable.findForUpdate(store, tx, iamScope(context.account), name);
      if (!policy) throw noSuchPolicy(arn);
      if (policy.document.versions.length > 1) {
        throw deleteConflict(
          "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The default version is deleted with the policy.",
        );
      }
      await policyTable.delete(tx, iamScope(context.account), name);
      tx.afterCommit(identity.forgetPolicies);
    });
    return {};
  };
}
