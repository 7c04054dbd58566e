import { sql } from 'kysely';
import type { AssociationEdgeType, SortAssociationsBy } from '../../api/generated/sagemaker-types.ts';
import type { Scope } from '../../base/arn.ts';
import type { SqlStore } from '../../store/sql/sql-store.ts';
import type { AssociationRow, AssociationTables } from './association-store.ts';

/** The columns that make each order total. Each is an index. */
const ORDERS = {
  SourceArn: ['source', 'creation_ms', 'destination'],
  DestinationArn: ['destination', 'creation_ms', 'source'],
  CreationTime: ['creation_ms', 'source', 'destination'],
  SourceType: ['source_type', 'creation_ms', 'source', 'destination'],
  DestinationType: ['destination_type', 'creation_ms', 'source', 'destination'],
} as const satisfies Record<SortAssociationsBy, readonly (keyof AssociationRow)[]>;

export interface AssociationQuery {
  /** `<kind>/<name>`. */
  readonly source?: string | undefined;
  readonly destination?: string | undefined;
  readonly sourceType?: string | undefined;
  readonly destinationType?: string | undefined;
  readonly associationType?: AssociationEdgeType | undefined;
  readonly createdAfterMs?: number | undefined;
  readonly createdBeforeMs?: number | undefined;
  readonly sortBy: SortAssociationsBy;
  readonly order: 'asc' | 'desc';
  readonly limit: number;
  /** `keyOfAssociation` of the last row of the page before; empty for the first. */
  readonly after: readonly (string | number)[];
}

export async function listAssociationRows(
  store: SqlStore,
  scope: Scope,
  query: AssociationQuery,
): Promise<AssociationRow[]> {
  const columns = ORDERS[query.sortBy];
  let rows = store.reader
    .withTables<AssociationTables>()
    .selectFrom('lineage_associations')
    .selectAll()
    .where('account', '=', scope.account)
    .where('region', '=', scope.region);
  const equals = {
    source: query.source,
    destination: query.destination,
    source_type: query.sourceType,
    destination_type: query.destinationType,
    association_type: query.associationType,
  };
  for (const [column, value] of Object.entries(equals)) {
    if (value !== undefined) rows = rows.where(sql.ref(column), '=', value);
  }
  if (query.createdAfterMs !== undefined) rows = rows.where('creation_ms', '>', query.createdAfterMs);
  if (query.createdBeforeMs !== undefined) rows = rows.where('creation_ms', '<', query.createdBeforeMs);
  if (query.after.length > 0) {
    const key = sql.join(columns.map((column) => sql.ref(column)));
    const comparison = sql.raw(query.order === 'asc' ? '>' : '<');
    rows = rows.where(sql<boolean>`(${key}) ${comparison} (${sql.join([...query.after])})`);
  }
  for (const column of columns) rows = rows.orderBy(column, query.order);
  return rows.limit(query.limit).execute();
}

/** Where a list in this order continues after the row. */
export function keyOfAssociation(row: AssociationRow, sortBy: SortAssociationsBy): readonly (string | number)[] {
  return ORDERS[sortBy].map((column) => row[column]);
}
