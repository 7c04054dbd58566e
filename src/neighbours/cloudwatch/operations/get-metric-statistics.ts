import type {
  Datapoint,
  GetMetricStatisticsInput,
  GetMetricStatisticsOutput,
  StandardUnit,
  Statistic,
} from '../../../api/generated/cloudwatch-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { epochMs, epochSeconds } from '../../../base/clock.ts';
import type { SqlStore } from '../../../store/sql/sql-store.ts';
import { invalidCombination, invalidValue, missingParameter } from '../cloudwatch-errors.ts';
import { dimensionsOf } from '../dimensions.ts';
import { type MetricBucket, readBuckets } from '../metric-store.ts';

const DATAPOINTS_MAX = 1440;
/** Shorter periods than a minute; any other is a multiple of 60. */
const SHORT_PERIODS = [1, 5, 10, 20, 30];

const STATISTICS = {
  SampleCount: ({ count }: MetricBucket) => count,
  Average: ({ sum, count }: MetricBucket) => (count === 0 ? 0 : sum / count),
  Sum: ({ sum }: MetricBucket) => sum,
  Minimum: ({ min }: MetricBucket) => min,
  Maximum: ({ max }: MetricBucket) => max,
} as const satisfies Record<Statistic, (bucket: MetricBucket) => number>;

/** The statistics of a metric, period by period; periods without a value are left out. */
export function getMetricStatistics(store: SqlStore): Operation<GetMetricStatisticsInput, GetMetricStatisticsOutput> {
  return async (input, context) => {
    check(input);
    const { Namespace: namespace, MetricName: metric, Period, Statistics: statistics = [], Unit: unit } = input;
    const key = { namespace, metric, dimensions: dimensionsOf(input.Dimensions) };
    const periodMs = Period * 1000;
    const startMs = epochMs(input.StartTime);
    // Whole periods, as the answer's times are their beginnings.
    const fromMs = startMs - (startMs % periodMs);
    const query = { fromMs, toMs: epochMs(input.EndTime), periodMs, unit };
    const buckets = await readBuckets(store.reader, context, key, query);
    return { Label: metric, Datapoints: buckets.map((bucket) => datapoint(bucket, statistics)) };
  };
}

function datapoint(bucket: MetricBucket, statistics: readonly Statistic[]): Datapoint {
  const values = statistics.map((name) => [name, STATISTICS[name](bucket)] as const);
  return {
    Timestamp: epochSeconds(bucket.startMs),
    ...Object.fromEntries(values),
    Unit: bucket.unit as StandardUnit,
  };
}

function check({ StartTime, EndTime, Period, Statistics = [], ExtendedStatistics = [] }: GetMetricStatisticsInput) {
  if (Statistics.length === 0 && ExtendedStatistics.length === 0) {
    throw missingParameter('At least one of the parameters Statistics and ExtendedStatistics must be specified.');
  }
  if (ExtendedStatistics.length > 0) {
    throw invalidValue('Percentiles are not kept by Sagebrush: ExtendedStatistics cannot be answered.');
  }
  if (StartTime >= EndTime) {
    throw invalidCombination('The parameter StartTime must be less than the parameter EndTime.');
  }
  if (Period % 60 !== 0 && !SHORT_PERIODS.includes(Period)) {
    throw invalidValue('The parameter Period must be 1, 5, 10, 20, 30 or a multiple of 60.');
  }
  const datapoints = Math.ceil((EndTime - StartTime) / Period);
  if (datapoints > DATAPOINTS_MAX) {
    throw invalidCombination(
      `You have requested up to ${datapoints} datapoints, which exceeds the limit of ${DATAPOINTS_MAX}. You may reduce the datapoints requested by increasing Period, or decreasing the time range.`,
    );
  }
}
