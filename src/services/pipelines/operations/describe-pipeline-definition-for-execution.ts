import type {
  DescribePipelineDefinitionForExecutionRequest,
  DescribePipelineDefinitionForExecutionResponse,
} from '../../../api/generated/sagemaker-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { epochSeconds } from '../../../base/clock.ts';
import { findDefinition } from '../definitions-store.ts';
import { requireExecution } from '../executions-store.ts';
import type { PipelinesParts } from '../pipelines-parts.ts';

/** The definition as it was when the execution started. */
export function describePipelineDefinitionForExecution({
  store,
}: PipelinesParts): Operation<
  DescribePipelineDefinitionForExecutionRequest,
  DescribePipelineDefinitionForExecutionResponse
> {
  return async (input, context) => {
    const { parent, extra, creationMs } = await requireExecution(store, input.PipelineExecutionArn, context);
    return {
      PipelineDefinition: await findDefinition(store, parent, extra.definition_hash),
      CreationTime: epochSeconds(creationMs),
    };
  };
}
