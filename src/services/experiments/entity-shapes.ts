import { epochSeconds } from '../../base/clock.ts';
import type { ResourceRecord } from '../../store/sql/record-table.ts';
import type { ComponentRecord, EntityDocument, ExperimentRecord, TrialRecord } from './experiments-store.ts';

type Described = Pick<ResourceRecord<EntityDocument>, 'creationMs' | 'modifiedMs' | 'document'>;

/** The members that a description of every kind has. */
export function describeEntity({ creationMs, modifiedMs, document }: Described) {
  const { displayName, createdBy, lastModifiedBy } = document;
  return {
    DisplayName: displayName,
    CreationTime: epochSeconds(creationMs),
    CreatedBy: createdBy,
    LastModifiedTime: epochSeconds(modifiedMs),
    LastModifiedBy: lastModifiedBy ?? createdBy,
  };
}

/** The members that a summary of every kind has. */
function summariseEntity({ creationMs, modifiedMs, document }: Described) {
  return {
    DisplayName: document.displayName,
    CreationTime: epochSeconds(creationMs),
    LastModifiedTime: epochSeconds(modifiedMs),
  };
}

export function summariseExperiment(record: ExperimentRecord) {
  return {
    ...summariseEntity(record),
    ExperimentArn: record.arn,
    ExperimentName: record.name,
    ExperimentSource: record.document.source,
  };
}

export function summariseTrial(record: TrialRecord) {
  return {
    ...summariseEntity(record),
    TrialArn: record.arn,
    TrialName: record.name,
    TrialSource: record.document.source,
  };
}

export function summariseComponent(record: ComponentRecord) {
  const { source, status, startTime, endTime } = record.document;
  return {
    ...describeEntity(record),
    TrialComponentName: record.name,
    TrialComponentArn: record.arn,
    TrialComponentSource: source,
    Status: status,
    StartTime: startTime,
    EndTime: endTime,
  };
}
