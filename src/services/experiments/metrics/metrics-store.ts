import type { Kysely, Selectable } from 'kysely';
import type { Scope } from '../../../base/arn.ts';
import type { SqlTransaction } from '../../../store/sql/sql-store.ts';
import type { RunningStatistics } from './running-statistics.ts';

/** A metric of a component: its statistics, and the key of its points. */
export interface ComponentMetric {
  readonly metric: string;
  readonly series: string;
  readonly sourceArn: string;
  readonly statistics: RunningStatistics;
}

type MetricRow = {
  account: string;
  region: string;
  component_key: string;
  metric: string;
  series: string;
  source_arn: string;
  value_count: number;
  value_min: number;
  value_max: number;
  value_last: number;
  last_ms: number;
  value_mean: number;
  squares: number;
};
type MetricTables = { trial_component_metrics: MetricRow };

/** A component as its metrics are keyed. */
export interface MetricOwner extends Scope {
  readonly name: string;
}

/** Metrics of a component by name: all, or those of the names. */
export async function findMetrics(
  db: Kysely<unknown>,
  owner: MetricOwner,
  names?: readonly string[],
): Promise<ComponentMetric[]> {
  let query = db
    .withTables<MetricTables>()
    .selectFrom('trial_component_metrics')
    .selectAll()
    .where('account', '=', owner.account)
    .where('region', '=', owner.region)
    .where('component_key', '=', owner.name.toLowerCase());
  if (names) query = query.where('metric', 'in', [...names]);
  const rows = await query.orderBy('metric').execute();
  return rows.map(decode);
}

export async function countMetrics(tx: SqlTransaction, owner: MetricOwner): Promise<number> {
  const { total } = await tx.db
    .withTables<MetricTables>()
    .selectFrom('trial_component_metrics')
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .where('account', '=', owner.account)
    .where('region', '=', owner.region)
    .where('component_key', '=', owner.name.toLowerCase())
    .executeTakeFirstOrThrow();
  return Number(total);
}

/** Writes statistics. The component must be locked: what is written was read before. */
export async function putMetrics(
  tx: SqlTransaction,
  owner: MetricOwner,
  metrics: readonly ComponentMetric[],
): Promise<void> {
  if (metrics.length === 0) return;
  await tx.db
    .withTables<MetricTables>()
    .insertInto('trial_component_metrics')
    .values(metrics.map((metric) => encode(owner, metric)))
    .onConflict((conflict) =>
      conflict.columns(['account', 'region', 'component_key', 'metric']).doUpdateSet((eb) => ({
        value_count: eb.ref('excluded.value_count'),
        value_min: eb.ref('excluded.value_min'),
        value_max: eb.ref('excluded.value_max'),
        value_last: eb.ref('excluded.value_last'),
        last_ms: eb.ref('excluded.last_ms'),
        value_mean: eb.ref('excluded.value_mean'),
        squares: eb.ref('excluded.squares'),
      })),
    )
    .execute();
}

/** Forgets the metrics of a component, and gives the keys of their points. */
export async function deleteMetrics(tx: SqlTransaction, owner: MetricOwner): Promise<string[]> {
  const rows = await tx.db
    .withTables<MetricTables>()
    .deleteFrom('trial_component_metrics')
    .where('account', '=', owner.account)
    .where('region', '=', owner.region)
    .where('component_key', '=', owner.name.toLowerCase())
    .returning('series')
    .execute();
  return rows.map((row) => row.series);
}

function encode(owner: MetricOwner, { metric, series, sourceArn, statistics }: ComponentMetric): MetricRow {
  return {
    account: owner.account,
    region: owner.region,
    component_key: owner.name.toLowerCase(),
    metric,
    series,
    source_arn: sourceArn,
    value_count: statistics.count,
    value_min: statistics.min,
    value_max: statistics.max,
    value_last: statistics.last,
    last_ms: statistics.lastMs,
    value_mean: statistics.mean,
    squares: statistics.squares,
  };
}

function decode(row: Selectable<MetricRow>): ComponentMetric {
  return {
    metric: row.metric,
    series: row.series,
    sourceArn: row.source_arn,
    statistics: {
      count: row.value_count,
      min: row.value_min,
      max: row.value_max,
      last: row.value_last,
      lastMs: row.last_ms,
      mean: row.value_mean,
      squares: row.squares,
    },
  };
}
