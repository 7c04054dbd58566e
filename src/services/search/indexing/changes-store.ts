import { type Kysely, sql } from 'kysely';
import type { SqlStore, SqlTransaction } from '../../../store/sql/sql-store.ts';
import { jsonRows, searchTables } from './search-tables.ts';

/** Says that a resource may differ from what the index has of it. */
export interface Change {
  readonly changeNumber: number;
  /** Lower case. */
  readonly arnKey: string;
}

/** The oldest changes, or with an ARN type (`arn:…:training-job`) the newest of that type. */
export async function readChanges(db: Kysely<unknown>, limit: number, arnType?: string): Promise<Change[]> {
  const rows = searchTables(db)
    .selectFrom('search_changes')
    .select(['change_number as changeNumber', 'arn_key as arnKey'])
    .limit(limit);
  if (arnType === undefined) return rows.orderBy('change_number').execute();
  return rows.where('arn_type', '=', arnType).orderBy('change_number', 'desc').execute();
}

/** Removes marks, and gives the numbers of those that were still there. */
export async function deleteChanges(
  store: SqlStore,
  tx: SqlTransaction,
  changes: readonly Change[],
): Promise<ReadonlySet<number>> {
  const numbers = changes.map(({ changeNumber }) => [changeNumber]);
  const { rows } = await sql<{ change_number: number }>`delete from search_changes where change_number in
    ${jsonRows(store.dialect, { change_number: 'bigint' }, numbers)} returning change_number`.execute(tx.db);
  return new Set(rows.map((row) => row.change_number));
}

/** Marks resources, as the triggers do. */
export async function insertChanges(store: SqlStore, tx: SqlTransaction, arnKeys: readonly string[]): Promise<void> {
  if (arnKeys.length === 0) return;
  const rows = arnKeys.map((arnKey) => [arnKey.slice(0, arnKey.indexOf('/')), arnKey]);
  await sql`insert into search_changes (arn_type, arn_key) select arn_type, arn_key
    from ${jsonRows(store.dialect, { arn_type: 'text', arn_key: 'text' }, rows)} as added`.execute(tx.db);
}
