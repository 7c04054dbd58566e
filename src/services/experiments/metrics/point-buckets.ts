import type { MetricStatistic, Period, XAxisType } from '../../../api/generated/sagemaker-metrics-types.ts';
import type { MetricPoint } from './points-store.ts';
import { type RunningStatistics, standardDeviation, withValue } from './running-statistics.ts';

const PERIOD_MS = { OneMinute: 60_000, FiveMinute: 300_000, OneHour: 3_600_000 } as const;

const STATISTICS: Readonly<Record<MetricStatistic, (statistics: RunningStatistics) => number>> = {
  Min: ({ min }) => min,
  Max: ({ max }) => max,
  Avg: ({ mean }) => mean,
  Count: ({ count }) => count,
  StdDev: standardDeviation,
  Last: ({ last }) => last,
};

export interface BucketRules {
  readonly period: Period;
  readonly xAxis: XAxisType;
  readonly statistic: MetricStatistic;
  /** Buckets that an answer may have. */
  readonly bucketsMax: number;
}

interface Bucket {
  readonly key: number;
  readonly statistics: RunningStatistics;
}

/**
 * Gathers points that come in order into buckets, one for each iteration or each stretch of time, and makes one value of
 * each.
 */
export class PointBuckets {
  readonly #rules: BucketRules;
  readonly #closed: Bucket[] = [];
  #open: Bucket | undefined;

  constructor(rules: BucketRules) {
    this.#rules = rules;
  }

  /** False when there are as many buckets as there may be and the point begins another. */
  add(point: MetricPoint): boolean {
    const key = this.#keyOf(point);
    if (this.#open && this.#open.key !== key) {
      this.#closed.push(this.#open);
      this.#open = undefined;
      if (this.#closed.length >= this.#rules.bucketsMax) return false;
    }
    this.#open = { key, statistics: withValue(this.#open?.statistics, point.value, point.timestampMs) };
    return true;
  }

  /** Values by bucket. When points are missing at the end, the last bucket is left out, unless it is the only one. */
  result(isComplete: boolean): { readonly x: number[]; readonly values: number[] } {
    const isLastWhole = isComplete || this.#closed.length === 0;
    const buckets = this.#open && isLastWhole ? [...this.#closed, this.#open] : this.#closed;
    const statisticOf = STATISTICS[this.#rules.statistic];
    return {
      x: buckets.map((bucket) => this.#xOf(bucket)),
      values: buckets.map(({ statistics }) => statisticOf(statistics)),
    };
  }

  #keyOf({ step = 0, timestampMs }: MetricPoint): number {
    const { period } = this.#rules;
    if (period === 'IterationNumber') return step;
    const lengthMs = PERIOD_MS[period];
    return Math.floor(timestampMs / lengthMs) * lengthMs;
  }

  /** An iteration on the axis of time is where its latest value is. */
  #xOf({ key, statistics }: Bucket): number {
    const { period, xAxis } = this.#rules;
    return period === 'IterationNumber' && xAxis === 'Timestamp' ? statistics.lastMs : key;
  }
}
