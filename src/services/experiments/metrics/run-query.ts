import type { Kysely } from 'kysely';
import type { MetricQuery, MetricQueryResult } from '../../../api/generated/sagemaker-metrics-types.ts';
import { PointBuckets } from './point-buckets.ts';
import { type MetricPoint, type PointOrder, readPoints } from './points-store.ts';

/** Values in one result. */
const BUCKETS_MAX = 10_000;
/** Points that are read at once. */
const CHUNK = 5_000;

/** How many more points the queries of one request may read together. */
export interface ReadBudget {
  pointsLeft: number;
}

/** The answer of a query from the points of a series. */
export async function runQuery(
  db: Kysely<unknown>,
  series: string,
  query: MetricQuery,
  budget: ReadBudget,
): Promise<MetricQueryResult> {
  const buckets = new PointBuckets({
    period: query.Period,
    xAxis: query.XAxisType,
    statistic: query.MetricStat,
    bucketsMax: BUCKETS_MAX,
  });
  const isComplete = await fill(db, series, query, buckets, budget);
  const { x, values } = buckets.result(isComplete);
  if (isComplete) return { Status: 'Complete', XAxisValues: x, MetricValues: values };
  const Message = 'There are more values than one answer holds. Ask again with Start after the last XAxisValues.';
  return { Status: 'Truncated', Message, XAxisValues: x, MetricValues: values };
}

/** False when points are left that did not fit. */
async function fill(
  db: Kysely<unknown>,
  series: string,
  query: MetricQuery,
  buckets: PointBuckets,
  budget: ReadBudget,
): Promise<boolean> {
  const order: PointOrder = query.Period === 'IterationNumber' ? 'step' : 'timestamp';
  const bounded = query.XAxisType === 'IterationNumber' ? 'step' : 'timestamp_ms';
  let after: MetricPoint | undefined;
  for (;;) {
    const limit = Math.min(CHUNK, budget.pointsLeft);
    if (limit === 0) return false;
    const points = await readPoints(db, { series, order, bounded, from: query.Start, to: query.End, after, limit });
    budget.pointsLeft -= points.length;
    if (!points.every((point) => buckets.add(point))) return false;
    if (points.length < limit) return true;
    after = points.at(-1);
  }
}
