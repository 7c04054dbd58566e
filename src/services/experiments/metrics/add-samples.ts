import type { PutMetricsErrorCode } from '../../../api/generated/sagemaker-metrics-types.ts';
import { randomHex } from '../../../base/ids.ts';
import type { SqlTransaction } from '../../../store/sql/sql-store.ts';
import type { ComponentRecord } from '../experiments-store.ts';
import { type ComponentMetric, countMetrics, findMetrics, putMetrics } from './metrics-store.ts';
import { insertPoints, type MetricPoint } from './points-store.ts';
import { withValue } from './running-statistics.ts';

export interface MetricSample {
  readonly name: string;
  readonly value: number;
  readonly timestampMs: number;
  readonly step?: number | undefined;
}

/** A sample that was not taken, by its place in the list. */
export interface RejectedSample {
  readonly index: number;
  readonly code: PutMetricsErrorCode;
}

/** Metrics a component may have: Describe answers all of them at once. */
export const METRICS_MAX = 1_000;

/** The largest value either way, as CloudWatch has it. Its square, times any count, is still a number. */
const VALUE_MAX = 2 ** 360;

const SERIES_ID_BYTES = 12;

const isStorable = (value: number): boolean => Number.isFinite(value) && Math.abs(value) <= VALUE_MAX;

/**
 * Adds samples to the statistics and points of a component, which must be locked. Gives those it could not take: values
 * that are no finite number, and metrics beyond the limit.
 */
export async function addSamples(
  tx: SqlTransaction,
  component: ComponentRecord,
  samples: readonly MetricSample[],
): Promise<RejectedSample[]> {
  const batch = await Batch.open(tx, component, samples);
  const rejected: RejectedSample[] = [];
  for (const [index, sample] of samples.entries()) {
    const code = batch.add(sample);
    if (code) rejected.push({ index, code });
  }
  await batch.write(tx);
  return rejected;
}

/** The metrics that a list of samples touches, while the samples are added. */
class Batch {
  readonly #component: ComponentRecord;
  readonly #known: Map<string, ComponentMetric>;
  readonly #changed = new Map<string, ComponentMetric>();
  readonly #points: (MetricPoint & { readonly series: string })[] = [];
  #room: number;

  private constructor(component: ComponentRecord, known: readonly ComponentMetric[], room: number) {
    this.#component = component;
    this.#known = new Map(known.map((metric) => [metric.metric, metric]));
    this.#room = room;
  }

  static async open(tx: SqlTransaction, component: ComponentRecord, samples: readonly MetricSample[]): Promise<Batch> {
    const names = [...new Set(samples.map((sample) => sample.name))];
    const known = names.length === 0 ? [] : await findMetrics(tx.db, component, names);
    const room = known.length === names.length ? 0 : METRICS_MAX - (await countMetrics(tx, component));
    return new Batch(component, known, room);
  }

  /** Why the sample was not taken, if it was not. */
  add({ name, value, timestampMs, step }: MetricSample): PutMetricsErrorCode | undefined {
    if (!isStorable(value)) return 'VALIDATION_ERROR';
    const held = this.#changed.get(name) ?? this.#known.get(name);
    if (!held) {
      if (this.#room <= 0) return 'METRIC_LIMIT_EXCEEDED';
      this.#room -= 1;
    }
    const statistics = withValue(held?.statistics, value, timestampMs);
    const { series, sourceArn } = held ?? this.#newMetric();
    this.#changed.set(name, { metric: name, series, sourceArn, statistics });
    this.#points.push({ series, timestampMs, position: statistics.count, step, value });
    return undefined;
  }

  async write(tx: SqlTransaction): Promise<void> {
    await putMetrics(tx, this.#component, [...this.#changed.values()]);
    await insertPoints(tx, this.#points);
  }

  #newMetric() {
    const { document, arn } = this.#component;
    return { series: randomHex(SERIES_ID_BYTES), sourceArn: document.source?.SourceArn ?? arn };
  }
}
