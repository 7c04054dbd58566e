import type { Kysely } from 'kysely';
import type { TrialComponentMetricSummary } from '../../../api/generated/sagemaker-types.ts';
import { epochSeconds } from '../../../base/clock.ts';
import { findMetrics, type MetricOwner } from './metrics-store.ts';
import { standardDeviation } from './running-statistics.ts';

/** The metrics of a component as Describe shows them, by name. Undefined without any. */
export async function metricSummaries(
  db: Kysely<unknown>,
  owner: MetricOwner,
): Promise<TrialComponentMetricSummary[] | undefined> {
  const metrics = await findMetrics(db, owner);
  if (metrics.length === 0) return undefined;
  return metrics.map(({ metric, sourceArn, statistics }) => ({
    MetricName: metric,
    SourceArn: sourceArn,
    TimeStamp: epochSeconds(statistics.lastMs),
    Max: statistics.max,
    Min: statistics.min,
    Last: statistics.last,
    Count: statistics.count,
    Avg: statistics.mean,
    StdDev: standardDeviation(statistics),
  }));
}
