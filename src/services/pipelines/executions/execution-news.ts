import type { JsonValue } from '../../../base/json.ts';
import type { SqlTransaction } from '../../../store/sql/sql-store.ts';
import { eventTime } from '../../events/index.ts';
import { executionIdentity, type Listeners, stepIdentity } from '../../job-news.ts';
import type { RunState } from '../../openlineage/index.ts';
import type { ExecutionRecord } from '../executions-store.ts';
import type { StepChange } from '../steps-store.ts';
import type { ExecutionProgress } from './execution-progress.ts';
import { hasEnded, stepHasEnded } from './states.ts';
import { stepArtifacts } from './step-artifacts.ts';
import type { StepRun } from './step-run.ts';

/** How an execution or a step that has ended is called by OpenLineage. */
const RUN_STATES: Readonly<Record<string, RunState>> = { Succeeded: 'COMPLETE', Failed: 'FAIL', Stopped: 'ABORT' };

/** Tells that an execution has entered its status; one that has just begun has no earlier one. */
export async function tellOfExecution(
  { events, runs }: Listeners,
  tx: SqlTransaction,
  execution: ExecutionRecord,
  previousStatus?: string,
): Promise<void> {
  const { arn, status, creationMs, modifiedMs, document } = execution;
  const isOver = hasEnded(status);
  await events?.record(tx, execution, {
    detailType: 'SageMaker Model Building Pipeline Execution Status Change',
    resources: [document.pipelineArn, arn],
    detail: {
      pipelineExecutionDisplayName: document.displayName,
      pipelineExecutionDescription: document.description,
      currentPipelineExecutionStatus: status,
      previousPipelineExecutionStatus: previousStatus,
      executionStartTime: eventTime(creationMs),
      executionEndTime: isOver ? eventTime(modifiedMs) : undefined,
      pipelineArn: document.pipelineArn,
      pipelineExecutionArn: arn,
    },
  });
  const state = previousStatus === undefined ? 'START' : RUN_STATES[status];
  if (!state) return;
  const { failureReason } = document;
  const identity = { ...executionIdentity(arn), jobType: 'PIPELINE', arn };
  await runs?.record(tx, execution, { ...identity, state, atMs: modifiedMs, failureReason });
}

/** Tells of every step that has entered another status in this look. */
export async function tellOfSteps(
  listeners: Listeners,
  tx: SqlTransaction,
  { execution, plan, before, changes, nowMs }: ExecutionProgress,
): Promise<void> {
  if (!listeners.events && !listeners.runs) return;
  for (const change of changes) {
    const { run } = change;
    const previous = before.get(run.stepName);
    if (previous?.status === run.status) continue;
    const stepType = plan.steps.get(run.stepName)?.type ?? '';
    await tellOfStep(listeners, tx, execution, stepType, run, previous);
    await tellOfStepRun(listeners, tx, execution, stepType, change, previous, nowMs);
  }
}

async function tellOfStep(
  { events }: Listeners,
  tx: SqlTransaction,
  execution: ExecutionRecord,
  stepType: string,
  run: StepRun,
  previous: StepRun | undefined,
): Promise<void> {
  const { pipelineArn } = execution.document;
  await events?.record(tx, execution, {
    detailType: 'SageMaker Model Building Pipeline Execution Step Status Change',
    resources: [pipelineArn, execution.arn],
    detail: {
      metadata: camelKeys((run.metadata ?? {}) as JsonValue),
      stepStartTime: eventTime(run.startMs),
      stepEndTime: run.endMs === undefined ? undefined : eventTime(run.endMs),
      stepName: run.stepName,
      stepType,
      previousStepStatus: previous?.status,
      currentStepStatus: run.status,
      failureReason: run.failureReason,
      cacheHitResult: run.cacheHitArn === undefined ? undefined : { sourcePipelineExecutionArn: run.cacheHitArn },
      pipelineArn,
      pipelineExecutionArn: execution.arn,
    },
  });
}

/** A step that makes nothing begins and ends in one look: it is told of twice. */
async function tellOfStepRun(
  { runs }: Listeners,
  tx: SqlTransaction,
  execution: ExecutionRecord,
  stepType: string,
  { run, properties }: StepChange,
  previous: StepRun | undefined,
  nowMs: number,
): Promise<void> {
  const identity = {
    ...stepIdentity(execution.arn, run.stepName),
    ...{ jobType: 'PIPELINE_STEP', arn: run.arn, parent: executionIdentity(execution.arn) },
  };
  if (!previous) await runs?.record(tx, execution, { ...identity, state: 'START', atMs: run.startMs });
  const state = stepHasEnded(run.status) ? RUN_STATES[run.status] : undefined;
  if (!state) return;
  const artifacts = stepArtifacts(stepType, properties);
  const { failureReason } = run;
  await runs?.record(tx, execution, { ...identity, ...artifacts, state, atMs: run.endMs ?? nowMs, failureReason });
}

/** Events write members as `processingJob`, where the API has `ProcessingJob`. */
function camelKeys(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(camelKeys);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, held]) => [
    key.charAt(0).toLowerCase() + key.slice(1),
    camelKeys(held),
  ]);
  return Object.fromEntries(entries);
}
