import { epochSeconds } from '../../base/clock.ts';
import type { LineageRecord } from './lineage-store.ts';

/** The members that a description of every kind has. */
export function describeEntity(record: LineageRecord) {
  const { source, properties, createdBy, lastModifiedBy } = record.document;
  return {
    Source: source,
    Properties: properties,
    CreationTime: epochSeconds(record.creationMs),
    CreatedBy: createdBy,
    LastModifiedTime: epochSeconds(record.modifiedMs),
    LastModifiedBy: lastModifiedBy ?? createdBy,
  };
}

/** The members that a summary of every kind has. */
export function summariseEntity(record: LineageRecord) {
  return {
    Source: record.document.source,
    CreationTime: epochSeconds(record.creationMs),
    LastModifiedTime: epochSeconds(record.modifiedMs),
  };
}
