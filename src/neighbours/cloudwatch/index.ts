import type { CloudWatchOperations } from '../../api/generated/cloudwatch-types.ts';
import type { Handlers } from '../../api/operation.ts';
import type { PageTokens } from '../../api/page-tokens.ts';
import type { Clock } from '../../base/clock.ts';
import type { MetricWriter } from '../../jobs/metric-writer.ts';
import type { SqlStore } from '../../store/sql/sql-store.ts';
import { insertSamples } from './metric-store.ts';
import { getMetricStatistics } from './operations/get-metric-statistics.ts';
import { listMetrics } from './operations/list-metrics.ts';
import { putMetricData } from './operations/put-metric-data.ts';

/** CloudWatch, as far as clients need it to read the metrics of jobs and to put their own. */
export function cloudWatchHandlers(store: SqlStore, clock: Clock, tokens: PageTokens): Handlers<CloudWatchOperations> {
  return {
    GetMetricStatistics: getMetricStatistics(store),
    ListMetrics: listMetrics(store, tokens),
    PutMetricData: putMetricData(store, clock),
  };
}

/** Takes the metrics of jobs. */
export const metricWriter: MetricWriter = {
  async append(tx, scope, { namespace, dimensions }, values) {
    const pairs = Object.entries(dimensions).sort(([a], [b]) => (a < b ? -1 : 1));
    const samples = values
      .filter(({ value }) => Number.isFinite(value))
      .map(({ name, value, timestampMs }) => ({
        key: { namespace, metric: name, dimensions: pairs },
        sample: { timestampMs, unit: 'None', count: 1, sum: value, min: value, max: value },
      }));
    if (samples.length > 0) await insertSamples(tx, scope, samples);
  },
};
