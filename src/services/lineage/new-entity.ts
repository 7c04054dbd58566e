import { type Scope, sagemakerArn } from '../../base/arn.ts';
import { type LineageKind, sourceKey } from './lineage-kinds.ts';
import type { LineageDocument, LineageRecord } from './lineage-store.ts';

export interface NewEntity {
  readonly kind: LineageKind;
  /** Unique in account and region; the last part of the ARN. */
  readonly name: string;
  readonly entityType: string;
  readonly document: LineageDocument;
}

/** The row of an action, artifact or context that comes to be now. */
export function newRecord(scope: Scope, entity: NewEntity, nowMs: number): LineageRecord {
  const { kind, name, document } = entity;
  return {
    account: scope.account,
    region: scope.region,
    parent: '',
    name,
    arn: sagemakerArn(scope, kind, name),
    status: document.status ?? '',
    creationMs: nowMs,
    modifiedMs: nowMs,
    document,
    extra: { source_key: sourceKey(document.source.SourceUri), entity_type: entity.entityType },
  };
}
