import type { JsonObject } from '../../../base/json.ts';
import type { JobStep } from '../definition/pipeline-definition.ts';
import { stepTypeOf } from '../definition/step-types.ts';
import { evaluateArguments } from '../expressions/evaluate-arguments.ts';
import type { ExecutionParts } from './execution-parts.ts';
import type { ExecutionProgress } from './execution-progress.ts';
import { executionTrial, hasTrialComponent } from './execution-trial.ts';
import { callFailure, evaluationFailure, noRetry } from './failure-reasons.ts';
import { createShapeOf, isTransient, type JobCalls, type JobView } from './job-calls.ts';
import { jobStepOf, stepMetadata } from './job-step.ts';
import { faultOfCall, retryAtMs } from './retry-policy.ts';
import { settle } from './running-steps.ts';
import { createRequest } from './step-requests.ts';
import type { StepRun } from './step-run.ts';
import { scopeOf } from './step-scope.ts';

/** Makes what steps are for whose names an earlier look has written down. All at once: none waits for another. */
export async function startWaiting(parts: ExecutionParts, calls: JobCalls, progress: ExecutionProgress): Promise<void> {
  const starting = progress.live.filter(({ status }) => status === 'Starting');
  const due = starting.filter(({ retryAtMs: atMs = 0 }) => atMs <= progress.nowMs);
  if (progress.execution.status === 'Stopping') {
    await Promise.all(starting.map((run) => abandon(parts, calls, progress, jobStepOf(progress.plan, run), run)));
    return;
  }
  const steps = due.map((run) => [jobStepOf(progress.plan, run), run] as const);
  const [recorded] = steps.find(([step]) => hasTrialComponent(step)) ?? [];
  const trial = recorded && (await executionTrial(parts, calls, progress.execution, recorded));
  await Promise.all(steps.map(([step, run]) => start(parts, calls, progress, step, run, trial)));
}

async function start(
  parts: ExecutionParts,
  calls: JobCalls,
  progress: ExecutionProgress,
  step: JobStep,
  waiting: StepRun,
  trial?: JsonObject,
): Promise<void> {
  const { execution } = progress;
  const { retryAtMs: _, ...run } = waiting;
  const request = await requestOf(parts, progress, step, run, trial).catch((cause: unknown) => {
    progress.fail(run, evaluationFailure(cause));
  });
  if (!request) return;
  let arn: string;
  try {
    arn = await calls.create(execution, step, request);
  } catch (cause) {
    return refused(parts, calls, progress, step, run, cause);
  }
  const made: StepRun = { ...run, arn, metadata: stepMetadata(step, arn) };
  if (hasLifeOfItsOwn(step)) progress.put({ ...made, status: 'Executing' });
  else settle(progress, step, made, await viewOf(calls, progress, step, made));
}

async function requestOf(
  parts: ExecutionParts,
  progress: ExecutionProgress,
  step: JobStep,
  run: StepRun,
  trial: JsonObject | undefined,
) {
  const name = run.derivedName ?? '';
  const scope = scopeOf(parts, progress, step, name);
  const values = await evaluateArguments(createShapeOf(step), step.arguments, scope);
  return createRequest(progress.execution, step, name, values, trial);
}

/** Jobs tell their end by their ARN; models and packages are looked at as soon as they are made. */
const hasLifeOfItsOwn = (step: JobStep) => stepTypeOf(step.type).stop !== undefined;

/** A thing that was made and cannot be looked at right now counts as running: the next look sees to it. */
async function viewOf(calls: JobCalls, progress: ExecutionProgress, step: JobStep, run: StepRun): Promise<JobView> {
  try {
    return await calls.describe(progress.execution, step, run);
  } catch (cause) {
    if (!isTransient(cause)) throw cause;
    progress.hadTrouble = true;
    return { state: 'running', arn: run.arn ?? '', failureReason: undefined, properties: {} };
  }
}

/**
 * The create call failed. When the thing is there all the same, an attempt before a crash has made it, and it is
 * adopted. Otherwise the call is made again later under the same name, or the step has failed.
 */
async function refused(
  parts: ExecutionParts,
  calls: JobCalls,
  progress: ExecutionProgress,
  step: JobStep,
  run: StepRun,
  cause: unknown,
): Promise<void> {
  const { execution } = progress;
  parts.logger.info({ executionArn: execution.arn, step: step.name, err: cause }, 'a step could not be started');
  if (stepTypeOf(step.type).repeatedBy === 'derived-name') {
    const existing = await calls.find(execution, step, run);
    if (existing) return settle(progress, step, run, existing);
  }
  const fault = faultOfCall(cause);
  const retryAt = fault && retryAtMs(run, fault, step.retryPolicies, progress.nowMs);
  if (retryAt !== undefined) {
    progress.put({ ...run, attempt: run.attempt + 1, retryAtMs: retryAt });
    return;
  }
  const reason = callFailure(stepTypeOf(step.type).create, cause);
  progress.fail(run, reason + (fault ? noRetry(execution.arn, step.name, fault) : ''), {});
}

/**
 * The execution stops before this step was seen to start. What a crash has left behind is taken over, to be stopped like
 * the rest. A client token tells nothing without the call, so that a package is registered all the same.
 */
async function abandon(
  parts: ExecutionParts,
  calls: JobCalls,
  progress: ExecutionProgress,
  step: JobStep,
  run: StepRun,
): Promise<void> {
  if (stepTypeOf(step.type).repeatedBy === 'client-token') return start(parts, calls, progress, step, run);
  const existing = await calls.find(progress.execution, step, run);
  if (existing) settle(progress, step, run, existing);
  else progress.stopped(run);
}
