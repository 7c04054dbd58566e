import type { Kysely } from 'kysely';
import type {
  ActionStatus,
  ArtifactSourceType,
  MetadataProperties,
  UserContext,
} from '../../api/generated/sagemaker-types.ts';
import type { Scope } from '../../base/arn.ts';
import { RecordTable, type ResourceRecord } from '../../store/sql/record-table.ts';
import type { SqlStore, SqlTransaction } from '../../store/sql/sql-store.ts';
import { LineageKind } from './lineage-kinds.ts';
import { isOneOf } from './text-list.ts';

/** The sources of the three kinds in one: an artifact has SourceTypes, the others SourceType and SourceId. */
export interface LineageSource {
  readonly SourceUri: string;
  readonly SourceType?: string | undefined;
  readonly SourceId?: string | undefined;
  readonly SourceTypes?: ArtifactSourceType[] | undefined;
}

/** What an action, artifact or context says of itself beyond the columns. */
export interface LineageDocument {
  /** An artifact's own name: it may be missing, need not be unique, and may change. */
  readonly artifactName?: string | undefined;
  readonly source: LineageSource;
  readonly description?: string | undefined;
  readonly status?: ActionStatus | undefined;
  readonly properties?: Record<string, string> | undefined;
  readonly metadataProperties?: MetadataProperties | undefined;
  /** Absent from what the platform recorded by itself. */
  readonly createdBy?: UserContext | undefined;
  readonly lastModifiedBy?: UserContext | undefined;
}

export type LineageColumns = { source_key: string; entity_type: string };
export type LineageRecord = ResourceRecord<LineageDocument, LineageColumns>;
type LineageTable = RecordTable<LineageDocument, LineageColumns>;

const TABLE_NAMES = {
  action: 'lineage_actions',
  artifact: 'lineage_artifacts',
  context: 'lineage_contexts',
} as const satisfies Record<LineageKind, string>;

const tableOf = (kind: LineageKind): LineageTable => new RecordTable(TABLE_NAMES[kind], ['source_key', 'entity_type']);

/** One table a kind. An artifact's `name` in there is its id, because that is what must be unique. */
export const lineageTables: Readonly<Record<LineageKind, LineageTable>> = {
  action: tableOf(LineageKind.Action),
  artifact: tableOf(LineageKind.Artifact),
  context: tableOf(LineageKind.Context),
};

type EntityRow = {
  account: string;
  region: string;
  parent: string;
  name: string;
  name_key: string;
  creation_ms: number;
  modified_ms: number;
  entity_type: string;
  document: string;
};
type EntityTables = Record<(typeof TABLE_NAMES)[LineageKind], EntityRow>;

/** What an association takes over of the entity at its end. */
export interface HeldEntity {
  readonly name: string;
  readonly entityType: string;
}

/**
 * Holds an entity so that nobody deletes it before the transaction ends. Others may hold it at the same time: every job
 * that uses an image does. Undefined when it is not there.
 */
export async function holdEntity(
  store: SqlStore,
  tx: SqlTransaction,
  kind: LineageKind,
  scope: Scope,
  name: string,
): Promise<HeldEntity | undefined> {
  const query = entities(tx.db, kind, scope).select(['name', 'entity_type']).where('name_key', '=', name.toLowerCase());
  const row = await (store.dialect === 'postgres' ? query.forKeyShare() : query).executeTakeFirst();
  return row && { name: row.name, entityType: row.entity_type };
}

/** What filters of QueryLineage and names of ListAssociations look at. */
export interface EntityDetails {
  readonly creationMs: number;
  readonly modifiedMs: number;
  readonly document: LineageDocument;
}

/** Details of many entities of a kind, by name in lower case. Those that are not there are missing. */
export async function findDetails(
  store: SqlStore,
  kind: LineageKind,
  scope: Scope,
  names: readonly string[],
): Promise<Map<string, EntityDetails>> {
  if (names.length === 0) return new Map();
  const rows = await entities(store.reader, kind, scope)
    .select(['name_key', 'creation_ms', 'modified_ms', 'document'])
    .where(isOneOf(store.dialect, 'name_key', names))
    .execute();
  return new Map(
    rows.map((row) => [
      row.name_key,
      {
        creationMs: row.creation_ms,
        modifiedMs: row.modified_ms,
        document: JSON.parse(row.document) as LineageDocument,
      },
    ]),
  );
}

function entities(db: Kysely<unknown>, kind: LineageKind, scope: Scope) {
  return db
    .withTables<EntityTables>()
    .selectFrom(TABLE_NAMES[kind])
    .where('account', '=', scope.account)
    .where('region', '=', scope.region)
    .where('parent', '=', '');
}
