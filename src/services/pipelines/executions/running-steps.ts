import type { JobStep } from '../definition/pipeline-definition.ts';
import { stepTypeOf } from '../definition/step-types.ts';
import { derivedName } from './derived-names.ts';
import type { ExecutionParts } from './execution-parts.ts';
import type { ExecutionProgress } from './execution-progress.ts';
import { callFailure, jobFailure, jobStopped, noRetry } from './failure-reasons.ts';
import { isTransient, type JobCalls, type JobView } from './job-calls.ts';
import { jobArnOf, jobStepOf, stepMetadata } from './job-step.ts';
import { faultOfJob, retryAtMs } from './retry-policy.ts';
import type { StepRun } from './step-run.ts';

/** Looks at what running steps have made and takes over how it ended; asks it to stop when the execution stops. */
export async function observeRunning(
  parts: ExecutionParts,
  calls: JobCalls,
  progress: ExecutionProgress,
): Promise<void> {
  const running = progress.live.filter(({ status }) => status !== 'Starting');
  await Promise.all(running.map((run) => observe(parts, calls, progress, jobStepOf(progress.plan, run), run)));
}

async function observe(
  parts: ExecutionParts,
  calls: JobCalls,
  progress: ExecutionProgress,
  step: JobStep,
  run: StepRun,
): Promise<void> {
  const { execution } = progress;
  try {
    const view = await calls.describe(execution, step, run);
    if (view.state !== 'running') return settle(progress, step, run, view);
    if (execution.status === 'Stopping' && run.status === 'Executing') {
      await calls.stop(execution, step, run);
      progress.put({ ...run, status: 'Stopping' });
    }
  } catch (cause) {
    if (!isTransient(cause)) return progress.fail(run, callFailure(stepTypeOf(step.type).describe, cause));
    progress.hadTrouble = true;
    parts.logger.warn({ executionArn: execution.arn, step: step.name, err: cause }, 'a step could not be looked at');
  }
}

/** Takes over the end of what a step has made. */
export function settle(progress: ExecutionProgress, step: JobStep, run: StepRun, view: JobView): void {
  const metadata = stepMetadata(step, view.arn);
  const made = { ...run, arn: view.arn, metadata };
  switch (view.state) {
    case 'running':
      progress.put({ ...made, status: 'Executing' });
      progress.topics.add(view.arn);
      return;
    case 'Completed':
      progress.succeed(made, view.properties, metadata);
      return;
    case 'Failed':
      settleFailure(progress, step, made, view.failureReason);
      return;
    case 'Stopped':
      if (progress.execution.status === 'Stopping') progress.stopped(made);
      else progress.fail(made, jobStopped(view.arn));
      return;
  }
}

function settleFailure(progress: ExecutionProgress, step: JobStep, run: StepRun, reason: string | undefined): void {
  const fault = faultOfJob(reason);
  const stopping = progress.execution.status === 'Stopping';
  const retryAt = fault && !stopping ? retryAtMs(run, fault, step.retryPolicies, progress.nowMs) : undefined;
  if (retryAt === undefined) {
    progress.fail(run, jobFailure(reason) + (fault ? noRetry(progress.execution.arn, step.name, fault) : ''));
    return;
  }
  const attempt = run.attempt + 1;
  const { arn, ...rest } = run;
  const next = {
    ...rest,
    status: 'Starting',
    attempt,
    derivedName: derivedName(progress.execution, step, attempt),
  } as const;
  progress.put({ ...next, retryAtMs: retryAt });
  const topic = jobArnOf(progress.execution, step, next.derivedName);
  if (topic !== undefined) progress.topics.add(topic);
}
