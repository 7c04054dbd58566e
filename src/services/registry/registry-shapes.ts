import type {
  DescribeModelPackageOutput,
  ModelPackageStatus,
  ModelPackageSummary,
} from '../../api/generated/sagemaker-types.ts';
import { epochSeconds } from '../../base/clock.ts';
import type { PackageRecord } from './registry-store.ts';

export function describePackage(record: PackageRecord): DescribeModelPackageOutput {
  const { content, createdBy, approvalDescription, lastModifiedBy } = record.document;
  return {
    ...content,
    ...identity(record),
    // The model marks the member as required; for a version it shows the group's name.
    ModelPackageName: content.ModelPackageName ?? groupOf(record),
    ModelPackageArn: record.arn,
    CreationTime: epochSeconds(record.creationMs),
    ModelPackageStatus: record.status as ModelPackageStatus,
    ModelPackageStatusDetails: { ValidationStatuses: [], ImageScanStatuses: [] },
    CertifyForMarketplace: content.CertifyForMarketplace ?? false,
    CreatedBy: createdBy,
    ApprovalDescription: approvalDescription,
    ...(lastModifiedBy && { LastModifiedTime: epochSeconds(record.modifiedMs), LastModifiedBy: lastModifiedBy }),
  };
}

export function summarisePackage(record: PackageRecord): ModelPackageSummary {
  const { content } = record.document;
  return {
    ...identity(record),
    ModelPackageName: content.ModelPackageName,
    ModelPackageArn: record.arn,
    ModelPackageDescription: content.ModelPackageDescription,
    CreationTime: epochSeconds(record.creationMs),
    ModelPackageStatus: record.status as ModelPackageStatus,
    ModelLifeCycle: content.ModelLifeCycle,
  };
}

/** What only a version has: its group, its number and its approval. */
function identity(record: PackageRecord) {
  if (record.extra.kind === 'Unversioned') return {};
  return {
    ModelPackageGroupName: groupOf(record),
    ModelPackageVersion: record.extra.version,
    ...(record.extra.approval_status === '' ? {} : { ModelApprovalStatus: record.extra.approval_status }),
  };
}

/** The name of a version is `<group>/<number>`, with the group's own spelling. */
function groupOf(record: PackageRecord): string {
  return record.name.slice(0, record.name.lastIndexOf('/'));
}
