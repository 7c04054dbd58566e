import type { Scope } from '../base/arn.ts';
import type { SqlTransaction } from '../store/sql/sql-store.ts';

export interface MetricValue {
  readonly name: string;
  readonly value: number;
  readonly timestampMs: number;
}

/** What metrics belong to, as CloudWatch names it. */
export interface MetricSource {
  readonly namespace: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** Takes the metrics that are cut out of jobs' logs; CloudWatch (neighbours/cloudwatch) stands behind it. */
export interface MetricWriter {
  /** Values that are no finite number are left out: CloudWatch holds none. */
  append(tx: SqlTransaction, scope: Scope, source: MetricSource, values: readonly MetricValue[]): Promise<void>;
}
