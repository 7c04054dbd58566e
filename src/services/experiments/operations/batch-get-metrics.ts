import type {
  BatchGetMetricsRequest,
  BatchGetMetricsResponse,
  MetricQuery,
  MetricQueryResult,
} from '../../../api/generated/sagemaker-metrics-types.ts';
import type { Operation, OperationContext } from '../../../api/operation.ts';
import type { ExperimentsDeps } from '../experiments-deps.ts';
import { findMetricOwner } from '../metrics/find-metric-owner.ts';
import { findMetrics } from '../metrics/metrics-store.ts';
import { type ReadBudget, runQuery } from '../metrics/run-query.ts';

/** Points that one request may read. */
const POINTS_MAX = 500_000;

/** Answers each query by itself, in their order: a wrong one spoils no other. */
export function batchGetMetrics(deps: ExperimentsDeps): Operation<BatchGetMetricsRequest, BatchGetMetricsResponse> {
  return async (input, context) => {
    const budget: ReadBudget = { pointsLeft: POINTS_MAX };
    const results: MetricQueryResult[] = [];
    for (const query of input.MetricQueries) results.push(await answer(deps, query, budget, context));
    return { MetricQueryResults: results };
  };
}

async function answer(
  { store }: ExperimentsDeps,
  query: MetricQuery,
  budget: ReadBudget,
  context: OperationContext,
): Promise<MetricQueryResult> {
  const wrong = whatIsWrong(query);
  if (wrong !== undefined) return refused(wrong);
  const owner = await findMetricOwner(store.reader, context, query.ResourceArn);
  if (!owner) return refused(`Resource '${query.ResourceArn}' does not exist.`);
  const [metric] = await findMetrics(store.reader, owner, [query.MetricName]);
  if (!metric) return { Status: 'Complete', XAxisValues: [], MetricValues: [] };
  return runQuery(store.reader, metric.series, query, budget);
}

function whatIsWrong({ Period, XAxisType, Start, End }: MetricQuery): string | undefined {
  if (XAxisType === 'IterationNumber' && Period !== 'IterationNumber') {
    return `Period ${Period} can only be used with XAxisType Timestamp.`;
  }
  if (Start !== undefined && End !== undefined && Start > End) return 'Start must not be after End.';
  return undefined;
}

const refused = (Message: string): MetricQueryResult => ({
  Status: 'ValidationError',
  Message: Message.slice(0, MESSAGE_CHARS_MAX),
  XAxisValues: [],
  MetricValues: [],
});

/** Service model. */
const MESSAGE_CHARS_MAX = 2048;
