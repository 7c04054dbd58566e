import type {
  ListPipelineParametersForExecutionRequest,
  ListPipelineParametersForExecutionResponse,
} from '../../../api/generated/sagemaker-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { requireExecution } from '../executions-store.ts';
import { renderScalar } from '../expressions/evaluate.ts';
import type { PipelinesParts } from '../pipelines-parts.ts';

/** As for steps: a client that reads one page should see them all. */
const PAGE_DEFAULT = 100;

/** The values that the execution runs with, defaults among them, as text. */
export function listPipelineParametersForExecution({
  store,
  tokens,
}: PipelinesParts): Operation<ListPipelineParametersForExecutionRequest, ListPipelineParametersForExecutionResponse> {
  return async (input, context) => {
    const { arn, document } = await requireExecution(store, input.PipelineExecutionArn, context);
    const parameters = Object.entries(document.parameters).map(([Name, value]) => ({
      Name,
      Value: renderScalar(value),
    }));
    const query = { operation: 'ListPipelineParametersForExecution', context, arn };
    const [from = 0] = tokens.open(input.NextToken, query);
    const to = Number(from) + (input.MaxResults ?? PAGE_DEFAULT);
    return {
      PipelineParameters: parameters.slice(Number(from), to),
      NextToken: to < parameters.length ? tokens.seal([to], query) : undefined,
    };
  };
}
