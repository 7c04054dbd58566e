import type {
  DescribeModelPackageGroupInput,
  DescribeModelPackageGroupOutput,
  ModelPackageGroupStatus,
} from '../../../api/generated/sagemaker-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { epochSeconds } from '../../../base/clock.ts';
import type { RegistryDeps } from '../registry-deps.ts';
import { findGroup } from '../registry-names.ts';

export function describeModelPackageGroup(
  deps: RegistryDeps,
): Operation<DescribeModelPackageGroupInput, DescribeModelPackageGroupOutput> {
  return async (input, context) => {
    const action = 'sagemaker:DescribeModelPackageGroup';
    const group = await findGroup(deps, input.ModelPackageGroupName, context, action);
    return {
      ...group.document.request,
      ModelPackageGroupName: group.name,
      ModelPackageGroupArn: group.arn,
      CreationTime: epochSeconds(group.creationMs),
      CreatedBy: group.document.createdBy,
      ModelPackageGroupStatus: group.status as ModelPackageGroupStatus,
    };
  };
}
