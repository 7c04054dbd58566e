import type { DescribeModelPackageInput, DescribeModelPackageOutput } from '../../../api/generated/sagemaker-types.ts';
import type { Operation } from '../../../api/operation.ts';
import type { RegistryDeps } from '../registry-deps.ts';
import { findPackage } from '../registry-names.ts';
import { describePackage } from '../registry-shapes.ts';

export function describeModelPackage({
  store,
}: RegistryDeps): Operation<DescribeModelPackageInput, DescribeModelPackageOutput> {
  return async (input, context) => describePackage(await findPackage(store, input.ModelPackageName, context));
}
