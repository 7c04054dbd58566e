import type { SageMakerOperations } from '../../api/generated/sagemaker-types.ts';
import type { Handlers } from '../../api/operation.ts';
import type { Controller } from '../../engine/work.ts';
import { ExecutionController } from './executions/execution-controller.ts';
import { createPipeline } from './operations/create-pipeline.ts';
import { deletePipeline } from './operations/delete-pipeline.ts';
import { describePipeline } from './operations/describe-pipeline.ts';
import { describePipelineDefinitionForExecution } from './operations/describe-pipeline-definition-for-execution.ts';
import { describePipelineExecution } from './operations/describe-pipeline-execution.ts';
import { listPipelineExecutionSteps } from './operations/list-pipeline-execution-steps.ts';
import { listPipelineExecutions } from './operations/list-pipeline-executions.ts';
import { listPipelineParametersForExecution } from './operations/list-pipeline-parameters-for-execution.ts';
import { listPipelines } from './operations/list-pipelines.ts';
import { startPipelineExecution } from './operations/start-pipeline-execution.ts';
import { stopPipelineExecution } from './operations/stop-pipeline-execution.ts';
import { updatePipeline } from './operations/update-pipeline.ts';
import { updatePipelineExecution } from './operations/update-pipeline-execution.ts';
import type { PipelinesParts } from './pipelines-parts.ts';

export type { PipelinesParts } from './pipelines-parts.ts';

/** Pipelines, and the executions that the engine moves. */
export function pipelinesDomain(parts: PipelinesParts): {
  readonly handlers: Handlers<SageMakerOperations>;
  readonly controllers: readonly Controller[];
} {
  return {
    handlers: {
      CreatePipeline: createPipeline(parts),
      UpdatePipeline: updatePipeline(parts),
      DescribePipeline: describePipeline(parts),
      ListPipelines: listPipelines(parts),
      DeletePipeline: deletePipeline(parts),
      StartPipelineExecution: startPipelineExecution(parts),
      StopPipelineExecution: stopPipelineExecution(parts),
      DescribePipelineExecution: describePipelineExecution(parts),
      UpdatePipelineExecution: updatePipelineExecution(parts),
      ListPipelineExecutions: listPipelineExecutions(parts),
      ListPipelineExecutionSteps: listPipelineExecutionSteps(parts),
      ListPipelineParametersForExecution: listPipelineParametersForExecution(parts),
      DescribePipelineDefinitionForExecution: describePipelineDefinitionForExecution(parts),
    },
    controllers: [new ExecutionController(parts)],
  };
}
