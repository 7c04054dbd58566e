import type { ModelApprovalStatus, UpdateModelPackageInput } from '../../api/generated/sagemaker-types.ts';
import type { SqlTransaction } from '../../store/sql/sql-store.ts';
import { eventTime } from '../events/index.ts';
import type { Listeners } from '../job-news.ts';
import type { ApprovalDecision } from './approval-store.ts';
import { packageParts } from './package-lineage.ts';
import { describePackage } from './registry-shapes.ts';
import type { PackageRecord } from './registry-store.ts';

/** Members of an update that events name when it had them. */
const TOLD_FIELDS = [
  'ModelApprovalStatus',
  'ApprovalDescription',
  'CustomerMetadataProperties',
  'InferenceSpecification',
  'ModelLifeCycle',
  'SourceUri',
] as const satisfies readonly (keyof UpdateModelPackageInput)[];

/** Undefined for a package that stands alone. */
export function approvalStatus({ extra }: PackageRecord): ModelApprovalStatus | undefined {
  return extra.approval_status === '' ? undefined : extra.approval_status;
}

/** Tells of a package that was just made: it is there, and it is the outcome of a run that joins its model data to it. */
export async function tellOfPackage(listeners: Listeners, tx: SqlTransaction, record: PackageRecord): Promise<void> {
  const { arn, name, creationMs, extra } = record;
  await tellOfState(listeners, tx, record, {});
  const isVersion = extra.kind === 'Versioned';
  await listeners.runs?.record(tx, record, {
    runKey: `${arn} ${creationMs}`,
    jobName: isVersion ? `model-package-group/${name.slice(0, name.lastIndexOf('/'))}` : `model-package/${name}`,
    jobType: 'MODEL_REGISTRATION',
    state: 'COMPLETE',
    atMs: creationMs,
    arn,
    inputs: packageParts(record),
    outputs: [{ uri: arn, type: 'Model' }],
  });
}

/** Tells of an update: what it has changed, and, of a decision, what was before and who has made it. */
export async function tellOfUpdate(
  listeners: Listeners,
  tx: SqlTransaction,
  record: PackageRecord,
  input: UpdateModelPackageInput,
  decision: ApprovalDecision | undefined,
): Promise<void> {
  await tellOfState(listeners, tx, record, {
    UpdatedModelPackageFields: TOLD_FIELDS.filter((field) => input[field] !== undefined),
    PreviousModelApprovalStatus: decision?.previousStatus,
    ApprovedBy: decision?.principalArn,
  });
}

async function tellOfState(
  { events }: Listeners,
  tx: SqlTransaction,
  record: PackageRecord,
  more: Readonly<Record<string, unknown>>,
): Promise<void> {
  const { CreationTime, LastModifiedTime, ...described } = describePackage(record);
  await events?.record(tx, record, {
    detailType: 'SageMaker Model Package State Change',
    resources: [record.arn],
    detail: {
      ...described,
      CreationTime: eventTime(record.creationMs),
      LastModifiedTime: LastModifiedTime === undefined ? undefined : eventTime(record.modifiedMs),
      ...more,
    },
  });
}
