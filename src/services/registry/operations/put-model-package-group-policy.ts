import type {
  PutModelPackageGroupPolicyInput,
  PutModelPackageGroupPolicyOutput,
} from '../../../api/generated/sagemaker-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { checkGroupPolicy } from '../policy-checks.ts';
import { putPolicy } from '../policy-store.ts';
import { cannotFindGroup } from '../policy-texts.ts';
import type { RegistryDeps } from '../registry-deps.ts';
import { groupArn } from '../registry-names.ts';
import { groupTable } from '../registry-store.ts';

/** Says who else may use the group and its versions. A new policy takes the place of the old one. */
export function putModelPackageGroupPolicy({
  store,
  clock,
}: RegistryDeps): Operation<PutModelPackageGroupPolicyInput, PutModelPackageGroupPolicyOutput> {
  return async ({ ModelPackageGroupName: name, ResourcePolicy: policy }, context) => {
    const arn = groupArn(context, name);
    checkGroupPolicy(policy, arn);
    await store.transaction(async (tx) => {
      if (!(await groupTable.findForUpdate(store, tx, context, name))) throw cannotFindGroup(arn);
      await putPolicy(tx, arn, policy, clock.nowMs());
    });
    return { ModelPackageGroupArn: arn };
  };
}
