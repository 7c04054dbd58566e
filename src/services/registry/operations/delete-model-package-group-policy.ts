import type { DeleteModelPackageGroupPolicyInput } from '../../../api/generated/sagemaker-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { removePolicy } from '../policy-store.ts';
import { cannotFindGroup, cannotFindPolicy } from '../policy-texts.ts';
import type { RegistryDeps } from '../registry-deps.ts';
import { groupArn } from '../registry-names.ts';
import { groupTable } from '../registry-store.ts';

/** What the policy granted is granted no more. */
export function deleteModelPackageGroupPolicy({
  store,
}: RegistryDeps): Operation<DeleteModelPackageGroupPolicyInput, Record<never, never>> {
  return async ({ ModelPackageGroupName: name }, context) => {
    const arn = groupArn(context, name);
    await store.transaction(async (tx) => {
      if (!(await groupTable.findForUpdate(store, tx, context, name))) throw cannotFindGroup(arn);
      if (!(await removePolicy(tx, arn))) throw cannotFindPolicy(arn);
    });
    return {};
  };
}
