import type { SqlStore } from '../store/sql/sql-store.ts';
import type { WorkTables } from './work-tables.ts';

/** The earliest time after `nowMs` at which work of this kind is due, undefined when all of it waits to be woken. */
export async function nextWakeMs(store: SqlStore, kind: string, nowMs: number): Promise<number | undefined> {
  const row = await store.reader
    .withTables<WorkTables>()
    .selectFrom('engine_work')
    .select('wake_at_ms')
    .where('kind', '=', kind)
    .where('wake_at_ms', '>', nowMs)
    .orderBy('wake_at_ms')
    .limit(1)
    .executeTakeFirst();
  return row?.wake_at_ms ?? undefined;
}

/**
 * Makes all work of this kind due that waits to be woken: what would have woken it may have happened while nobody
 * listened.
 */
export async function wakeSleepers(store: SqlStore, kind: string, nowMs: number): Promise<void> {
  await store.transaction(async (tx) => {
    await tx.db
      .withTables<WorkTables>()
      .updateTable('engine_work')
      .set((eb) => ({ wake_at_ms: nowMs, wakes: eb('wakes', '+', 1) }))
      .where('kind', '=', kind)
      .where('wake_at_ms', 'is', null)
      .execute();
  });
}
