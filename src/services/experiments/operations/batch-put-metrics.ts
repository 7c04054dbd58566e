import type {
  BatchPutMetricsError,
  BatchPutMetricsRequest,
  BatchPutMetricsResponse,
  RawMetricData,
} from '../../../api/generated/sagemaker-metrics-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { epochMs } from '../../../base/clock.ts';
import type { ExperimentsDeps } from '../experiments-deps.ts';
import { componentTable } from '../experiments-store.ts';
import { addSamples, type MetricSample } from '../metrics/add-samples.ts';

/** How old a value may be, and how far ahead of the server's clock (the Python SDK refuses others before it sends). */
const PAST_MS_MAX = 14 * 24 * 3_600_000;
const FUTURE_MS_MAX = 2 * 3_600_000;

/**
 * Takes what is right of a batch and names the rest by its place. The service models no errors of its own, so a
 * component that does not exist is an error of every value.
 */
export function batchPutMetrics({
  store,
  clock,
}: ExperimentsDeps): Operation<BatchPutMetricsRequest, BatchPutMetricsResponse> {
  return async (input, context) => {
    const nowMs = clock.nowMs();
    const { right, wrong } = sorted(input.MetricData, nowMs);
    const rejected = await store.transaction(async (tx) => {
      const component = await componentTable.findForUpdate(store, tx, context, input.TrialComponentName);
      if (!component) return right.map(({ index }) => invalid(index));
      const samples = right.map(({ sample }) => sample);
      const refused = await addSamples(tx, component, samples);
      return refused.map(({ index, code }) => ({ Code: code, MetricIndex: right[index]?.index ?? index }));
    });
    const errors = [...wrong.map(invalid), ...rejected].sort((a, b) => (a.MetricIndex ?? 0) - (b.MetricIndex ?? 0));
    return errors.length > 0 ? { Errors: errors } : {};
  };
}

const invalid = (index: number): BatchPutMetricsError => ({ Code: 'VALIDATION_ERROR', MetricIndex: index });

/** Values that can be taken, with their place in the request, and the places of those that can't. */
function sorted(data: readonly RawMetricData[], nowMs: number) {
  const right: { readonly index: number; readonly sample: MetricSample }[] = [];
  const wrong: number[] = [];
  for (const [index, { MetricName, Value, Timestamp, Step }] of data.entries()) {
    const timestampMs = epochMs(Timestamp);
    const isRight = timestampMs >= nowMs - PAST_MS_MAX && timestampMs <= nowMs + FUTURE_MS_MAX;
    if (isRight) right.push({ index, sample: { name: MetricName, value: Value, timestampMs, step: Step } });
    else wrong.push(index);
  }
  return { right, wrong };
}
