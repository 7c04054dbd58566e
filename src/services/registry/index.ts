import type { InferenceSpecification, SageMakerOperations } from '../../api/generated/sagemaker-types.ts';
import type { Handlers, OperationContext } from '../../api/operation.ts';
import { createModelPackage } from './operations/create-model-package.ts';
import { createModelPackageGroup } from './operations/create-model-package-group.ts';
import { deleteModelPackage } from './operations/delete-model-package.ts';
import { deleteModelPackageGroup } from './operations/delete-model-package-group.ts';
import { deleteModelPackageGroupPolicy } from './operations/delete-model-package-group-policy.ts';
import { describeModelPackage } from './operations/describe-model-package.ts';
import { describeModelPackageGroup } from './operations/describe-model-package-group.ts';
import { getModelPackageGroupPolicy } from './operations/get-model-package-group-policy.ts';
import { listModelPackageGroups } from './operations/list-model-package-groups.ts';
import { listModelPackages } from './operations/list-model-packages.ts';
import { putModelPackageGroupPolicy } from './operations/put-model-package-group-policy.ts';
import { updateModelPackage } from './operations/update-model-package.ts';
import type { RegistryDeps } from './registry-deps.ts';
import { type Finder, findPackage } from './registry-names.ts';

export { approvalHistory } from './approval-store.ts';
export { groupPolicy, resourcePolicy } from './policy-store.ts';
export type { RegistryDeps } from './registry-deps.ts';

export interface RegistryDomain {
  readonly handlers: Handlers<SageMakerOperations>;
}

export function registryDomain(deps: RegistryDeps): RegistryDomain {
  return {
    handlers: {
      CreateModelPackage: createModelPackage(deps),
      CreateModelPackageGroup: createModelPackageGroup(deps),
      DeleteModelPackage: deleteModelPackage(deps),
      DeleteModelPackageGroup: deleteModelPackageGroup(deps),
      DeleteModelPackageGroupPolicy: deleteModelPackageGroupPolicy(deps),
      DescribeModelPackage: describeModelPackage(deps),
      DescribeModelPackageGroup: describeModelPackageGroup(deps),
      GetModelPackageGroupPolicy: getModelPackageGroupPolicy(deps),
      ListModelPackageGroups: listModelPackageGroups(deps),
      ListModelPackages: listModelPackages(deps),
      PutModelPackageGroupPolicy: putModelPackageGroupPolicy(deps),
      UpdateModelPackage: updateModelPackage(deps),
    },
  };
}

/** A package as a model is made from it. */
export interface DeployablePackage {
  readonly arn: string;
  /** Whose it is. */
  readonly account: string;
  readonly isVersioned: boolean;
  /** Empty for a package that stands alone, which needs no approval. */
  readonly approvalStatus: string;
  readonly specification: InferenceSpecification | undefined;
}

/**
 * The package of a name or ARN, also one that another account shares for this. Throws ValidationException when there is
 * none, and AccessDenied.
 */
export async function packageForModel(
  finder: Finder,
  nameOrArn: string,
  context: OperationContext,
): Promise<DeployablePackage> {
  const found = await findPackage(finder, nameOrArn, context, 'sagemaker:CreateModel');
  return {
    arn: found.arn,
    account: found.account,
    isVersioned: found.extra.kind === 'Versioned',
    approvalStatus: found.extra.approval_status,
    specification: found.document.content.InferenceSpecification,
  };
}
