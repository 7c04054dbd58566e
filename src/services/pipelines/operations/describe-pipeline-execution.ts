import type {
  DescribePipelineExecutionRequest,
  DescribePipelineExecutionResponse,
} from '../../../api/generated/sagemaker-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { epochSeconds } from '../../../base/clock.ts';
import { executionState } from '../executions/states.ts';
import { requireExecution } from '../executions-store.ts';
import type { PipelinesParts } from '../pipelines-parts.ts';

export function describePipelineExecution({
  store,
}: PipelinesParts): Operation<DescribePipelineExecutionRequest, DescribePipelineExecutionResponse> {
  return async (input, context) => {
    const { arn, status, document, creationMs, modifiedMs } = await requireExecution(
      store,
      input.PipelineExecutionArn,
      context,
    );
    return {
      PipelineArn: document.pipelineArn,
      PipelineExecutionArn: arn,
      PipelineExecutionDisplayName: document.displayName,
      PipelineExecutionStatus: executionState(status),
      PipelineExecutionDescription: document.description,
      PipelineExperimentConfig: document.experiment,
      FailureReason: document.failureReason,
      CreationTime: epochSeconds(creationMs),
      LastModifiedTime: epochSeconds(modifiedMs),
      CreatedBy: document.createdBy,
      LastModifiedBy: document.modifiedBy,
      ParallelismConfiguration: document.parallelism,
      RoleArn: document.roleArn,
    };
  };
}
