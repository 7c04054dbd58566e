import { conflictException } from '../../../api/errors.ts';
import type { DeletePipelineRequest, DeletePipelineResponse } from '../../../api/generated/sagemaker-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { removeTags } from '../../tags/index.ts';
import { deleteDefinitions } from '../definitions-store.ts';
import { deleteExecutions, hasRunningExecution } from '../executions-store.ts';
import type { PipelinesParts } from '../pipelines-parts.ts';
import { keyOfArn, pipelinesTable, requirePipeline } from '../pipelines-store.ts';
import { once } from '../request-tokens-store.ts';
import { deleteSteps } from '../steps-store.ts';

/** Deletes a pipeline with the history of its executions; what they made stays. Refused while one of them runs. */
export function deletePipeline({
  store,
  clock,
}: PipelinesParts): Operation<DeletePipelineRequest, DeletePipelineResponse> {
  return (input, context) =>
    once(store, clock, { operation: 'DeletePipeline', input, context }, async () => {
      const { arn } = await requirePipeline(store, input.PipelineName, context);
      return {
        output: { PipelineArn: arn },
        effect: async (tx) => {
          const pipeline = await requirePipeline(store, input.PipelineName, context, tx);
          const pipelineKey = keyOfArn(arn);
          if (await hasRunningExecution(tx, pipelineKey, context)) {
            throw conflictException(`Pipeline '${arn}' cannot be deleted while one of its executions is running.`);
          }
          await deleteSteps(tx, pipelineKey);
          await deleteExecutions(tx, pipelineKey, context);
          await deleteDefinitions(tx, pipelineKey);
          await removeTags(tx, pipelineKey);
          await pipelinesTable.delete(tx, context, pipeline.name);
        },
      };
    });
}
