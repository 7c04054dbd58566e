import { type Kysely, sql } from 'kysely';
import type { SqlTransaction } from '../../../store/sql/sql-store.ts';

/** A value of a metric as it was reported. */
export interface MetricPoint {
  readonly timestampMs: number;
  /** Counts the values of the metric from 1 in the order in which they came. */
  readonly position: number;
  readonly step: number | undefined;
  readonly value: number;
}

type PointRow = {
  series: string;
  timestamp_ms: number;
  position: number;
  step: number | null;
  value: number;
};
type PointTables = { metric_points: PointRow };

export async function insertPoints(
  tx: SqlTransaction,
  points: readonly (MetricPoint & { readonly series: string })[],
): Promise<void> {
  if (points.length === 0) return;
  await tx.db
    .withTables<PointTables>()
    .insertInto('metric_points')
    .values(
      points.map((point) => ({
        series: point.series,
        timestamp_ms: point.timestampMs,
        position: point.position,
        step: point.step ?? null,
        value: point.value,
      })),
    )
    .execute();
}

/** The order of a walk over points; each is an index. Points without a step are no part of a walk by steps. */
const ORDERS = {
  timestamp: ['timestamp_ms', 'position'],
  step: ['step', 'timestamp_ms', 'position'],
} as const;
export type PointOrder = keyof typeof ORDERS;

export interface PointQuery {
  readonly series: string;
  readonly order: PointOrder;
  /** Bounds of a column, both included. */
  readonly bounded: 'timestamp_ms' | 'step';
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly after?: MetricPoint | undefined;
  readonly limit: number;
}

export async function readPoints(db: Kysely<unknown>, query: PointQuery): Promise<MetricPoint[]> {
  const { order, after } = query;
  let rows = db.withTables<PointTables>().selectFrom('metric_points').selectAll().where('series', '=', query.series);
  if (order === 'step') rows = rows.where('step', 'is not', null);
  if (query.from !== undefined) rows = rows.where(query.bounded, '>=', query.from);
  if (query.to !== undefined) rows = rows.where(query.bounded, '<=', query.to);
  if (after) {
    const columns = sql.join(ORDERS[order].map((column) => sql.ref(column)));
    rows = rows.where(sql<boolean>`(${columns}) > (${sql.join(placeOf(after, order))})`);
  }
  for (const column of ORDERS[order]) rows = rows.orderBy(column);
  const found = await rows.limit(query.limit).execute();
  return found.map((row) => ({
    timestampMs: row.timestamp_ms,
    position: row.position,
    step: row.step ?? undefined,
    value: row.value,
  }));
}

function placeOf({ step = 0, timestampMs, position }: MetricPoint, order: PointOrder): number[] {
  return order === 'step' ? [step, timestampMs, position] : [timestampMs, position];
}

/** Deletes the first `limit` points of a series and gives how many there were. */
export async function deleteSomePoints(tx: SqlTransaction, series: string, limit: number): Promise<number> {
  const points = await readPoints(tx.db, { series, order: 'timestamp', bounded: 'timestamp_ms', limit });
  const last = points.at(-1);
  if (!last) return 0;
  await tx.db
    .withTables<PointTables>()
    .deleteFrom('metric_points')
    .where('series', '=', series)
    .where(sql<boolean>`(timestamp_ms, position) <= (${last.timestampMs}, ${last.position})`)
    .execute();
  return points.length;
}
