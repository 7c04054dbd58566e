import { conflictException } from '../../../api/errors.ts';
import type {
  StopPipelineExecutionRequest,
  StopPipelineExecutionResponse,
} from '../../../api/generated/sagemaker-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { userContext } from '../../user-context.ts';
import { executionWork } from '../executions/execution-controller.ts';
import { tellOfExecution } from '../executions/execution-news.ts';
import { executionState, hasEnded } from '../executions/states.ts';
import { executionsTable, requireExecution } from '../executions-store.ts';
import type { PipelinesParts } from '../pipelines-parts.ts';
import { once } from '../request-tokens-store.ts';

/** Asks an execution to stop: nothing new begins, what runs is told to stop. Asking again changes nothing. */
export function stopPipelineExecution(
  parts: PipelinesParts,
): Operation<StopPipelineExecutionRequest, StopPipelineExecutionResponse> {
  const { store, clock, scheduler } = parts;
  return (input, context) =>
    once(store, clock, { operation: 'StopPipelineExecution', input, context }, async () => {
      const { arn } = await requireExecution(store, input.PipelineExecutionArn, context);
      return {
        output: { PipelineExecutionArn: arn },
        effect: async (tx) => {
          const execution = await requireExecution(store, input.PipelineExecutionArn, context, tx);
          if (hasEnded(execution.status)) {
            throw conflictException(`Pipeline execution '${arn}' has already ended with status ${execution.status}.`);
          }
          if (executionState(execution.status) === 'Stopping') return;
          const stopping = {
            ...execution,
            status: 'Stopping',
            modifiedMs: clock.nowMs(),
            document: { ...execution.document, modifiedBy: userContext(context) },
          };
          await executionsTable.update(tx, stopping);
          await tellOfExecution(parts, tx, stopping, execution.status);
          await scheduler.schedule(tx, executionWork(arn));
        },
      };
    });
}
