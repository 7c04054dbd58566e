import type { PipelineExecutionStatus, StepStatus } from '../../../api/generated/sagemaker-types.ts';
import { InvariantError } from '../../../base/errors.ts';

export type ExecutionState = Exclude<PipelineExecutionStatus, 'CompletedWithFailures'>;

/** Where an execution may go from each of its states. None: it has ended. */
const EXECUTION_TRANSITIONS: Readonly<Record<ExecutionState, readonly ExecutionState[]>> = {
  Executing: ['Stopping', 'Succeeded', 'Failed'],
  Stopping: ['Stopped', 'Failed'],
  Succeeded: [],
  Failed: [],
  Stopped: [],
};

/** Where a step may go. `unbegun` has no row: a step that makes nothing goes to its end at once. */
const STEP_TRANSITIONS: Readonly<Record<StepStatus | 'unbegun', readonly StepStatus[]>> = {
  unbegun: ['Starting', 'Succeeded', 'Failed'],
  // To itself: the create call failed in a way that is tried again.
  Starting: ['Starting', 'Executing', 'Succeeded', 'Failed', 'Stopped'],
  // To Starting: the job failed in a way that a retry policy covers.
  Executing: ['Starting', 'Stopping', 'Succeeded', 'Failed', 'Stopped'],
  Stopping: ['Succeeded', 'Failed', 'Stopped'],
  Succeeded: [],
  Failed: [],
  Stopped: [],
};

function isExecutionState(status: string): status is ExecutionState {
  return Object.hasOwn(EXECUTION_TRANSITIONS, status);
}

/** The state of a row. Throws for a text that this program never wrote. */
export function executionState(status: string): ExecutionState {
  if (!isExecutionState(status)) throw new InvariantError(`unknown pipeline execution status ${status}`);
  return status;
}

export const hasEnded = (status: string): boolean => EXECUTION_TRANSITIONS[executionState(status)].length === 0;

export const stepHasEnded = (status: StepStatus): boolean => STEP_TRANSITIONS[status].length === 0;

export function checkStepTransition(stepName: string, from: StepStatus | undefined, to: StepStatus): void {
  if (!STEP_TRANSITIONS[from ?? 'unbegun'].includes(to)) {
    throw new InvariantError(`step ${stepName} cannot go from ${from ?? 'unbegun'} to ${to}`);
  }
}
