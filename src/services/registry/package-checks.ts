import { validationException } from '../../api/errors.ts';
import type { CreateModelPackageInput } from '../../api/generated/sagemaker-types.ts';

/** Refuses what a version or a package that stands alone can't have. Throws ValidationException. */
export function checkPackageRequest(input: CreateModelPackageInput): void {
  if (input.ModelPackageName !== undefined && input.ModelPackageGroupName !== undefined) {
    throw validationException(
      'Both ModelPackageName and ModelPackageGroupName are provided in the input. Cannot determine which one to use.',
    );
  }
  if (input.ModelPackageGroupName !== undefined) checkVersion(input);
  else if (input.ModelPackageName !== undefined) checkStandalone(input);
  else throw validationException('Missing ARN');
}

function checkVersion(input: CreateModelPackageInput): void {
  if (input.Tags?.length) {
    throw validationException('Tags cannot be set on a versioned model package. Tag its model package group instead.');
  }
  if (input.CertifyForMarketplace) {
    throw validationException('CertifyForMarketplace cannot be set on a versioned model package.');
  }
  if (input.ValidationSpecification) {
    throw validationException('ValidationSpecification cannot be set on a versioned model package.');
  }
}

function checkStandalone(input: CreateModelPackageInput): void {
  if (input.ModelApprovalStatus !== undefined) {
    throw validationException('ModelApprovalStatus can only be set on a versioned model package.');
  }
  if (input.ValidationSpecification) {
    throw validationException(
      'ValidationSpecification is not supported: this server does not validate model packages.',
    );
  }
  const specification = input.InferenceSpecification;
  if (!specification) throw validationException('InferenceSpecification is required for an unversioned model package.');
  if (!specification.SupportedTransformInstanceTypes && !specification.SupportedRealtimeInferenceInstanceTypes) {
    throw validationException(
      'SupportedTransformInstanceTypes and SupportedRealtimeInferenceInstanceTypes are required for an unversioned model package.',
    );
  }
  if (specification.Containers.some((container) => container.Environment)) {
    throw validationException('Environment variable map cannot be specified when using non-versioned ModelPackages');
  }
}
