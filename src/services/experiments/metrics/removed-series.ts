import type { SqlStore, SqlTransaction } from '../../../store/sql/sql-store.ts';
import { deleteMetrics, type MetricOwner } from './metrics-store.ts';
import { deleteSomePoints } from './points-store.ts';

type RemovedTables = { removed_metric_series: { series: string } };

/** Points that are deleted in one transaction: others must not wait long behind it. */
const POINTS_AT_ONCE = 2_000;
/** Series that are written down as removed with one statement. */
const SERIES_AT_ONCE = 200;

/** Forgets the metrics of a component. Their points, which may be millions, go with `purgeRemovedSeries`. */
export async function removeMetrics(tx: SqlTransaction, owner: MetricOwner): Promise<void> {
  const series = await deleteMetrics(tx, owner);
  for (let start = 0; start < series.length; start += SERIES_AT_ONCE) {
    await tx.db
      .withTables<RemovedTables>()
      .insertInto('removed_metric_series')
      .values(series.slice(start, start + SERIES_AT_ONCE).map((one) => ({ series: one })))
      .execute();
  }
}

/** Deletes points that nothing refers to any more. What a crash left over goes with the next call. */
export async function purgeRemovedSeries(store: SqlStore): Promise<void> {
  while (await anyRemoved(store)) await store.transaction(purgeSome);
}

async function anyRemoved(store: SqlStore): Promise<boolean> {
  const rows = store.reader.withTables<RemovedTables>().selectFrom('removed_metric_series').select('series').limit(1);
  return (await rows.executeTakeFirst()) !== undefined;
}

async function purgeSome(tx: SqlTransaction): Promise<void> {
  const tables = tx.db.withTables<RemovedTables>();
  let left = POINTS_AT_ONCE;
  while (left > 0) {
    const next = await tables.selectFrom('removed_metric_series').select('series').limit(1).executeTakeFirst();
    if (!next) return;
    const deleted = await deleteSomePoints(tx, next.series, left);
    if (deleted === left) return;
    await tables.deleteFrom('removed_metric_series').where('series', '=', next.series).execute();
    // A series without points is work, too.
    left -= deleted + 1;
  }
}
