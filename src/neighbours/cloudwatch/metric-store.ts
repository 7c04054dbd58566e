import { createHash } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import type { Scope } from '../../base/arn.ts';
import type { SqlTransaction } from '../../store/sql/sql-store.ts';

/** Name and value, sorted by name. */
export type Dimensions = readonly (readonly [name: string, value: string])[];

export interface MetricKey {
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: Dimensions;
}

/** One value, or the statistics of several. */
export interface MetricSample {
  readonly timestampMs: number;
  readonly unit: string;
  readonly count: number;
  readonly sum: number;
  readonly min: number;
  readonly max: number;
}

export interface MetricBucket {
  readonly startMs: number;
  readonly unit: string;
  readonly count: number;
  readonly sum: number;
  readonly min: number;
  readonly max: number;
}

type MetricRow = {
  account: string;
  region: string;
  namespace: string;
  metric: string;
  dimensions: string;
  series: string;
};
type ValueRow = {
  series: string;
  timestamp_ms: number;
  unit: string;
  value_count: number;
  value_sum: number;
  value_min: number;
  value_max: number;
};
type CloudWatchTables = { cloudwatch_metrics: MetricRow; cloudwatch_values: ValueRow };

const tables = (db: Kysely<unknown>) => db.withTables<CloudWatchTables>();

/** Rows of one INSERT, far below the parameters that the databases take. */
const INSERT_ROWS = 1000;

function rowOf(scope: Scope, key: MetricKey): MetricRow {
  const dimensions = JSON.stringify(key.dimensions);
  const { account, region } = scope;
  const { namespace, metric } = key;
  const digest = createHash('sha256').update(JSON.stringify([account, region, namespace, metric, dimensions]));
  return { account, region, namespace, metric, dimensions, series: digest.digest('hex').slice(0, 32) };
}

export async function insertSamples(
  tx: SqlTransaction,
  scope: Scope,
  samples: readonly { readonly key: MetricKey; readonly sample: MetricSample }[],
): Promise<void> {
  const metrics = new Map<string, MetricRow>();
  const values = samples.map(({ key, sample }) => {
    const row = rowOf(scope, key);
    metrics.set(row.series, row);
    return valueRow(row.series, sample);
  });
  // In one order, so that two writers of the same metrics do not wait for each other in a circle.
  const rows = [...metrics.values()].sort((a, b) => (a.series < b.series ? -1 : 1));
  for (let at = 0; at < rows.length; at += INSERT_ROWS) {
    await tables(tx.db)
      .insertInto('cloudwatch_metrics')
      .values(rows.slice(at, at + INSERT_ROWS))
      .onConflict((conflict) => conflict.column('series').doNothing())
      .execute();
  }
  for (let at = 0; at < values.length; at += INSERT_ROWS) {
    await tables(tx.db)
      .insertInto('cloudwatch_values')
      .values(values.slice(at, at + INSERT_ROWS))
      .execute();
  }
}

function valueRow(series: string, { timestampMs, unit, count, sum, min, max }: MetricSample): ValueRow {
  return {
    series,
    timestamp_ms: timestampMs,
    unit,
    value_count: count,
    value_sum: sum,
    value_min: min,
    value_max: max,
  };
}

export interface BucketQuery {
  /** Included. */
  readonly fromMs: number;
  /** Not included. */
  readonly toMs: number;
  readonly periodMs: number;
  readonly unit: string | undefined;
}

/** A metric's values by periods, which begin at whole multiples of their length since the epoch. In order of time. */
export async function readBuckets(
  db: Kysely<unknown>,
  scope: Scope,
  key: MetricKey,
  query: BucketQuery,
): Promise<MetricBucket[]> {
  const { fromMs, toMs, periodMs, unit } = query;
  const start = sql<number>`timestamp_ms - (timestamp_ms % ${sql.lit(periodMs)})`;
  let rows = tables(db)
    .selectFrom('cloudwatch_values')
    .select(({ fn }) => [
      start.as('start_ms'),
      'unit',
      fn.sum<number>('value_count').as('count'),
      fn.sum<number>('value_sum').as('sum'),
      fn.min('value_min').as('min'),
      fn.max('value_max').as('max'),
    ])
    .where('series', '=', rowOf(scope, key).series)
    .where('timestamp_ms', '>=', fromMs)
    .where('timestamp_ms', '<', toMs);
  if (unit !== undefined) rows = rows.where('unit', '=', unit);
  const found = await rows.groupBy([start, 'unit']).orderBy('start_ms').orderBy('unit').execute();
  return found.map(({ start_ms, ...bucket }) => ({ ...bucket, startMs: Number(start_ms) }));
}

export interface MetricFilter {
  readonly namespace: string | undefined;
  readonly metric: string | undefined;
  readonly after: readonly [namespace: string, metric: string, series: string] | undefined;
  readonly limit: number;
}

/** Metrics in the order of namespace, name and key. */
export async function readMetrics(db: Kysely<unknown>, scope: Scope, filter: MetricFilter) {
  let rows = tables(db)
    .selectFrom('cloudwatch_metrics')
    .selectAll()
    .where('account', '=', scope.account)
    .where('region', '=', scope.region);
  if (filter.namespace !== undefined) rows = rows.where('namespace', '=', filter.namespace);
  if (filter.metric !== undefined) rows = rows.where('metric', '=', filter.metric);
  if (filter.after) rows = rows.where(sql<boolean>`(namespace, metric, series) > (${sql.join([...filter.after])})`);
  const found = await rows.orderBy('namespace').orderBy('metric').orderBy('series').limit(filter.limit).execute();
  return found.map((row) => ({ ...row, dimensions: JSON.parse(row.dimensions) as Dimensions }));
}
