import type {
  UpdatePipelineExecutionRequest,
  UpdatePipelineExecutionResponse,
} from '../../../api/generated/sagemaker-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { userContext } from '../../user-context.ts';
import { executionWork } from '../executions/execution-controller.ts';
import { hasEnded } from '../executions/states.ts';
import { executionsTable, requireExecution } from '../executions-store.ts';
import type { PipelinesParts } from '../pipelines-parts.ts';

/** Changes how an execution is shown, and how many of its steps may run at a time from now on. */
export function updatePipelineExecution({
  store,
  clock,
  scheduler,
}: PipelinesParts): Operation<UpdatePipelineExecutionRequest, UpdatePipelineExecutionResponse> {
  return (input, context) =>
    store.transaction(async (tx) => {
      const execution = await requireExecution(store, input.PipelineExecutionArn, context, tx);
      const { document } = execution;
      await executionsTable.update(tx, {
        ...execution,
        modifiedMs: clock.nowMs(),
        document: {
          ...document,
          displayName: input.PipelineExecutionDisplayName ?? document.displayName,
          description: input.PipelineExecutionDescription ?? document.description,
          parallelism: input.ParallelismConfiguration ?? document.parallelism,
          modifiedBy: userContext(context),
        },
      });
      const mayBeginMore = input.ParallelismConfiguration !== undefined && !hasEnded(execution.status);
      if (mayBeginMore) await scheduler.schedule(tx, executionWork(execution.arn));
      return { PipelineExecutionArn: execution.arn };
    });
}
