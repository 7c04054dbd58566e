import type { Selectable } from 'kysely';
import type { AssociationEdgeType, UserContext } from '../../api/generated/sagemaker-types.ts';
import type { Scope } from '../../base/arn.ts';
import type { SqlTransaction } from '../../store/sql/sql-store.ts';
import type { EndKind } from './lineage-kinds.ts';

/** One end of an association, with what of it never changes. */
export interface AssociationEnd {
  readonly kind: EndKind;
  /** `<kind>/<name>`, in lower case. */
  readonly resource: string;
  /** The entity's own type, for example `DataSet`. */
  readonly type: string;
  /** An artifact has none here: its name may change. */
  readonly name: string | undefined;
}

/** An edge of the graph: the source is upstream, the destination downstream. */
export interface Association {
  readonly source: AssociationEnd;
  readonly destination: AssociationEnd;
  readonly associationType: AssociationEdgeType | undefined;
  readonly creationMs: number;
  /** Absent from what the platform recorded by itself. */
  readonly createdBy: UserContext | undefined;
}

export type AssociationRow = {
  account: string;
  region: string;
  source: string;
  destination: string;
  association_type: AssociationEdgeType | null;
  source_type: string;
  destination_type: string;
  source_name: string | null;
  destination_name: string | null;
  creation_ms: number;
  created_by: string | null;
};
export type AssociationTables = { lineage_associations: AssociationRow };

/** False when the pair is joined already; nothing is written then. */
export async function insertAssociation(tx: SqlTransaction, scope: Scope, edge: Association): Promise<boolean> {
  const result = await tx.db
    .withTables<AssociationTables>()
    .insertInto('lineage_associations')
    .values({
      account: scope.account,
      region: scope.region,
      source: edge.source.resource,
      destination: edge.destination.resource,
      association_type: edge.associationType ?? null,
      source_type: edge.source.type,
      destination_type: edge.destination.type,
      source_name: edge.source.name ?? null,
      destination_name: edge.destination.name ?? null,
      creation_ms: edge.creationMs,
      created_by: edge.createdBy ? JSON.stringify(edge.createdBy) : null,
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return Number(result.numInsertedOrUpdatedRows ?? 0) > 0;
}

/** The association that is gone now, or undefined when there was none of that pair. */
export async function deleteAssociationRow(
  tx: SqlTransaction,
  scope: Scope,
  source: string,
  destination: string,
): Promise<Selectable<AssociationRow> | undefined> {
  return ownAssociations(tx, scope)
    .where('source', '=', source)
    .where('destination', '=', destination)
    .returningAll()
    .executeTakeFirst();
}

/** Removes every association of a vertex and gives how many of them callers had made. */
export async function deleteAssociationsOf(tx: SqlTransaction, scope: Scope, resource: string): Promise<number> {
  let createdByCallers = 0;
  for (const end of ['source', 'destination'] as const) {
    const rows = await ownAssociations(tx, scope).where(end, '=', resource).returning('created_by').execute();
    createdByCallers += rows.filter((row) => row.created_by !== null).length;
  }
  return createdByCallers;
}

/** True when an association begins or ends at the vertex. */
export async function hasAssociations(tx: SqlTransaction, scope: Scope, resource: string): Promise<boolean> {
  for (const end of ['source', 'destination'] as const) {
    const row = await tx.db
      .withTables<AssociationTables>()
      .selectFrom('lineage_associations')
      .select('creation_ms')
      .where('account', '=', scope.account)
      .where('region', '=', scope.region)
      .where(end, '=', resource)
      .limit(1)
      .executeTakeFirst();
    if (row) return true;
  }
  return false;
}

function ownAssociations(tx: SqlTransaction, scope: Scope) {
  return tx.db
    .withTables<AssociationTables>()
    .deleteFrom('lineage_associations')
    .where('account', '=', scope.account)
    .where('region', '=', scope.region);
}
