import type { Kysely } from 'kysely';
import type { JsonObject, JsonValue } from '../../../base/json.ts';
import type { SqlTransaction } from '../../../store/sql/sql-store.ts';
import type { DeletionPolicy } from '../template/template.ts';

/**
 * `Named`: name and properties are written down, and it may have been made or not. `Changing`: as `Named`, of something
 * that is there and gets other properties.
 */
export type ResourceStatus = 'Named' | 'Made' | 'Changing';

/** A resource of a project, kept from before it is made until it is gone. */
export interface ResourceRow {
  readonly projectId: string;
  readonly logicalId: string;
  /** Grows with every resource that is begun: they are taken away in the opposite order. */
  readonly position: number;
  readonly type: string;
  readonly status: ResourceStatus;
  readonly physicalName: string;
  readonly properties: JsonObject;
  readonly metadata: JsonObject;
  readonly deletionPolicy: DeletionPolicy;
  readonly namedMs: number;
  /** While it is changed: what it had before. */
  readonly changedFrom?: JsonObject | undefined;
  /** What `Ref` and `Fn::GetAtt` give, once it is made. */
  readonly reference?: JsonValue | undefined;
  readonly attributes?: JsonObject | undefined;
}

type Row = {
  project_id: string;
  logical_id: string;
  position: number;
  resource_type: string;
  status: ResourceStatus;
  physical_name: string;
  document: string;
};
type Tables = { project_resources: Row };

/** A project's resources in the order in which they were begun. */
export async function listResources(db: Kysely<unknown>, projectId: string): Promise<ResourceRow[]> {
  const rows = await db
    .withTables<Tables>()
    .selectFrom('project_resources')
    .selectAll()
    .where('project_id', '=', projectId)
    .orderBy('position')
    .execute();
  return rows.map(decode);
}

export async function putResource(tx: SqlTransaction, resource: ResourceRow): Promise<void> {
  const row = encode(resource);
  await tx.db
    .withTables<Tables>()
    .insertInto('project_resources')
    .values(row)
    .onConflict((conflict) => conflict.columns(['project_id', 'logical_id']).doUpdateSet(row))
    .execute();
}

export async function removeResource(tx: SqlTransaction, { projectId, logicalId }: ResourceRow): Promise<void> {
  await tx.db
    .withTables<Tables>()
    .deleteFrom('project_resources')
    .where('project_id', '=', projectId)
    .where('logical_id', '=', logicalId)
    .execute();
}

function encode({ projectId, logicalId, position, type, status, physicalName, ...document }: ResourceRow): Row {
  return {
    project_id: projectId,
    logical_id: logicalId,
    position,
    resource_type: type,
    status,
    physical_name: physicalName,
    document: JSON.stringify(document),
  };
}

function decode(row: Row): ResourceRow {
  return {
    ...(JSON.parse(row.document) as Omit<ResourceRow, 'projectId' | 'logicalId' | 'position' | 'type' | 'status'>),
    projectId: row.project_id,
    logicalId: row.logical_id,
    position: row.position,
    type: row.resource_type,
    status: row.status,
    physicalName: row.physical_name,
  };
}
