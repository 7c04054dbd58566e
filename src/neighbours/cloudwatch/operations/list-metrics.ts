import type { DimensionFilter, ListMetricsInput, ListMetricsOutput } from '../../../api/generated/cloudwatch-types.ts';
import type { Operation } from '../../../api/operation.ts';
import type { PageTokens } from '../../../api/page-tokens.ts';
import type { SqlStore } from '../../../store/sql/sql-store.ts';
import { dimensionShapes } from '../dimensions.ts';
import { type Dimensions, readMetrics } from '../metric-store.ts';

/** The size of CloudWatch's own pages, which callers cannot choose. */
const PAGE = 500;

/** Metrics that have values, by namespace and name. A page may hold fewer than others when dimensions are asked for. */
export function listMetrics(store: SqlStore, tokens: PageTokens): Operation<ListMetricsInput, ListMetricsOutput> {
  return async (input, context) => {
    const { Namespace: namespace, MetricName: metric, Dimensions: wanted = [] } = input;
    const paged = { operation: 'ListMetrics', context, namespace, metric, wanted };
    const [afterNamespace, afterMetric, afterSeries] = tokens.open(input.NextToken, paged).map(String);
    const after =
      afterNamespace !== undefined && afterMetric !== undefined && afterSeries !== undefined
        ? ([afterNamespace, afterMetric, afterSeries] as const)
        : undefined;
    const found = await readMetrics(store.reader, context, { namespace, metric, after, limit: PAGE + 1 });
    const page = found.slice(0, PAGE);
    const last = page.at(-1);
    return {
      Metrics: page
        .filter(({ dimensions }) => wanted.every((filter) => hasDimension(dimensions, filter)))
        .map((row) => ({
          Namespace: row.namespace,
          MetricName: row.metric,
          Dimensions: dimensionShapes(row.dimensions),
        })),
      ...(found.length > PAGE && last
        ? { NextToken: tokens.seal([last.namespace, last.metric, last.series], paged) }
        : {}),
    };
  };
}

function hasDimension(dimensions: Dimensions, { Name, Value }: DimensionFilter): boolean {
  return dimensions.some(([name, value]) => name === Name && (Value === undefined || value === Value));
}
