import type { DescribeModelPackageInput, DescribeModelPackageOutput } from '../../../api/generated/sagemaker-types.ts';
import type { Operation } from '../../../api/operation.ts';
import type { RegistryDeps } from '../registry-deps.ts';
import { findPackage } from '../registry-names.ts';
import { describePackage } from '../registry-shapes.ts';

export function describeModelPackage(
  deps: RegistryDeps,
): Operation<DescribeModelPackageInput, DescribeModelPackageOutput> {
  const action = 'sagemaker:DescribeModelPackage';
  return async (input, context) => describePackage(await findPackage(deps, input.ModelPackageName, context, action));
}
