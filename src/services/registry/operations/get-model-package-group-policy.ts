import type {
  GetModelPackageGroupPolicyInput,
  GetModelPackageGroupPolicyOutput,
} from '../../../api/generated/sagemaker-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { groupPolicy } from '../policy-store.ts';
import { cannotFindGroup, cannotFindPolicy } from '../policy-texts.ts';
import type { RegistryDeps } from '../registry-deps.ts';
import { groupArn } from '../registry-names.ts';
import { groupTable } from '../registry-store.ts';

/** Answers the policy's text as it was put. */
export function getModelPackageGroupPolicy({
  store,
}: RegistryDeps): Operation<GetModelPackageGroupPolicyInput, GetModelPackageGroupPolicyOutput> {
  return async ({ ModelPackageGroupName: name }, context) => {
    const arn = groupArn(context, name);
    if (!(await groupTable.find(store, context, name))) throw cannotFindGroup(arn);
    const policy = await groupPolicy(store, arn);
    if (policy === undefined) throw cannotFindPolicy(arn);
    return { ResourcePolicy: policy };
  };
}
