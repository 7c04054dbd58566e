import type { MetricDatum, PutMetricDataInput } from '../../../api/generated/cloudwatch-types.ts';
import type { Operation } from '../../../api/operation.ts';
import type { Clock } from '../../../base/clock.ts';
import { epochMs } from '../../../base/clock.ts';
import type { SqlStore } from '../../../store/sql/sql-store.ts';
import { invalidCombination, invalidValue, missingParameter } from '../cloudwatch-errors.ts';
import { dimensionsOf } from '../dimensions.ts';
import { insertSamples, type MetricSample } from '../metric-store.ts';

/** CloudWatch takes none beyond these. */
const VALUE_MAX = 2 ** 360;

/** Takes values of metrics: single ones, several with their counts, or statistics of many. */
export function putMetricData(store: SqlStore, clock: Clock): Operation<PutMetricDataInput, Record<never, never>> {
  return async (input, context) => {
    const { Namespace: namespace } = input;
    if (namespace.startsWith('AWS/')) throw invalidValue('The value AWS/ for parameter Namespace is invalid.');
    const data = [
      ...(input.MetricData ?? []),
      ...(input.EntityMetricData ?? []).flatMap((one) => one.MetricData ?? []),
    ];
    if (data.length === 0) throw missingParameter('The parameter MetricData is required.');
    const nowMs = clock.nowMs();
    const samples = data.flatMap((datum) => {
      const key = { namespace, metric: datum.MetricName, dimensions: dimensionsOf(datum.Dimensions) };
      return samplesOf(datum, nowMs).map((sample) => ({ key, sample }));
    });
    await store.transaction((tx) => insertSamples(tx, context, samples));
    return {};
  };
}

function samplesOf(datum: MetricDatum, nowMs: number): MetricSample[] {
  const { Value, Values, Counts, StatisticValues: statistics, Unit: unit = 'None' } = datum;
  const timestampMs = datum.Timestamp === undefined ? nowMs : epochMs(datum.Timestamp);
  const ways = [Value, Values, statistics].filter((given) => given !== undefined).length;
  if (ways > 1) {
    throw invalidCombination('The parameters Value, Values and StatisticValues are mutually exclusive.');
  }
  if (statistics) {
    const { SampleCount: count, Sum: sum, Minimum: min, Maximum: max } = statistics;
    for (const value of [count, sum, min, max]) checkValue(value);
    return [{ timestampMs, unit, count, sum, min, max }];
  }
  const values = Values ?? (Value === undefined ? [] : [Value]);
  if (values.length === 0) throw missingParameter('The parameter MetricData.member.1.Value is required.');
  if (Counts && Counts.length !== values.length) {
    throw invalidValue('The parameters Values and Counts must have the same number of entries.');
  }
  return values.map((value, index) => {
    const count = Counts?.[index] ?? 1;
    checkValue(value);
    checkValue(count);
    return { timestampMs, unit, count, sum: value * count, min: value, max: value };
  });
}

function checkValue(value: number): void {
  if (Number.isFinite(value) && Math.abs(value) <= VALUE_MAX) return;
  throw invalidValue(`The value ${value} for parameter MetricData.member.1.Value is invalid.`);
}
