import { type Kysely, sql } from 'kysely';
import type { Controller, NextLook, Reconciled } from '../../src/engine/work.ts';
import type { SqlStore, SqlTransaction } from '../../src/store/sql/sql-store.ts';

/** The simplest things an engine can move: rows that count. */
export type CounterTables = { counters: { name: string; value: number } };

export async function createCounters(store: SqlStore): Promise<void> {
  await store.transaction(async (tx) => {
    await tx.db.schema
      .createTable('counters')
      .ifNotExists()
      .addColumn('name', 'text', (column) => column.primaryKey())
      .addColumn('value', 'bigint', (column) => column.notNull())
      .execute();
  });
}

const counters = (db: Kysely<unknown>) => db.withTables<CounterTables>();

/** Adds `by` to a counter, which begins at 0. */
export async function count(tx: SqlTransaction, name: string, by = 1): Promise<void> {
  await counters(tx.db)
    .insertInto('counters')
    .values({ name, value: by })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value: sql<number>`counters.value + ${by}` }))
    .execute();
}

export async function counterValue(db: Kysely<unknown>, name: string): Promise<number> {
  const row = await counters(db).selectFrom('counters').select('value').where('name', '=', name).executeTakeFirst();
  return row?.value ?? 0;
}

export async function counterValues(db: Kysely<unknown>): Promise<Record<string, number>> {
  const rows = await counters(db).selectFrom('counters').selectAll().orderBy('name').execute();
  return Object.fromEntries(rows.map((row) => [row.name, row.value]));
}

/** A controller of kind `counter` from a function; without one it counts the key once and is finished. */
export function counterController(
  reconcile: (key: string, signal: AbortSignal) => Promise<Reconciled> = async (key) => counted(key, 'finished'),
): Controller {
  return { kind: 'counter', reconcile };
}

export function counted(key: string, next: NextLook): Reconciled {
  return { commit: (tx) => count(tx, key), next };
}
