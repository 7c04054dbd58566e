import type { ConditionStep, FailStep, JobStep, Step } from '../definition/pipeline-definition.ts';
import { executionArn } from '../executions-store.ts';
import { evaluateScalar, renderScalar } from '../expressions/evaluate.ts';
import { evaluateArguments } from '../expressions/evaluate-arguments.ts';
import { evaluateConditions } from '../expressions/evaluate-condition.ts';
import { findCached } from '../steps-store.ts';
import { derivedName } from './derived-names.ts';
import type { ExecutionParts } from './execution-parts.ts';
import { conditionOutcome, readySteps } from './execution-plan.ts';
import type { ExecutionProgress } from './execution-progress.ts';
import { evaluationFailure } from './failure-reasons.ts';
import { createShapeOf } from './job-calls.ts';
import { jobArnOf } from './job-step.ts';
import { cacheKeyOf } from './step-cache.ts';
import type { StepRun } from './step-run.ts';
import { scopeOf } from './step-scope.ts';

/**
 * Begins every step that may begin. One that makes nothing runs to its end here and now, so that what it opens begins in
 * the same look. One that makes something gets its row and name; the next look makes it.
 */
export async function beginReady(parts: ExecutionParts, progress: ExecutionProgress): Promise<void> {
  for (;;) {
    if (progress.hasFailed) return;
    const begun = progress.runs.size;
    for (const step of readySteps(progress.plan, progress.runs)) {
      if (progress.hasFailed) return;
      await begin(parts, progress, step);
    }
    if (progress.runs.size === begun) return;
  }
}

async function begin(parts: ExecutionParts, progress: ExecutionProgress, step: Step): Promise<void> {
  switch (step.kind) {
    case 'condition':
      return decide(parts, progress, step);
    case 'fail':
      return failOnPurpose(parts, progress, step);
    case 'job':
      if (hasFreeSlot(progress)) return beginJob(parts, progress, step);
  }
}

function hasFreeSlot(progress: ExecutionProgress): boolean {
  const { MaxParallelExecutionSteps: max = Number.POSITIVE_INFINITY } = progress.execution.document.parallelism ?? {};
  return progress.live.length < max;
}

async function decide(parts: ExecutionParts, progress: ExecutionProgress, step: ConditionStep): Promise<void> {
  const run = progress.begin(step);
  try {
    const outcome = await evaluateConditions(step.conditions, scopeOf(parts, progress, step));
    progress.succeed(run, { Outcome: outcome }, { Condition: { Outcome: conditionOutcome(outcome) } });
  } catch (cause) {
    progress.fail(run, evaluationFailure(cause));
  }
}

/** The rendered message is the reason, without a prefix. */
async function failOnPurpose(parts: ExecutionParts, progress: ExecutionProgress, step: FailStep): Promise<void> {
  const run = progress.begin(step);
  try {
    const message = renderScalar(await evaluateScalar(step.errorMessage, scopeOf(parts, progress, step)));
    progress.fail(run, message, { Fail: { ErrorMessage: message } });
  } catch (cause) {
    progress.fail(run, evaluationFailure(cause));
  }
}

async function beginJob(parts: ExecutionParts, progress: ExecutionProgress, step: JobStep): Promise<void> {
  const run = { ...progress.begin(step), derivedName: derivedName(progress.execution, step, 1) };
  const cacheKey = await cacheKeyMaybe(parts, progress, step, run);
  if (cacheKey !== undefined && (await takeCached(parts, progress, step, run, cacheKey))) return;
  progress.put({ ...run, ...(cacheKey !== undefined && { cacheKey }) });
  const topic = jobArnOf(progress.execution, step, run.derivedName);
  if (topic !== undefined) progress.topics.add(topic);
}

/** Undefined for a step that is not cached, and for arguments without a value: starting it will tell what is wrong. */
async function cacheKeyMaybe(
  parts: ExecutionParts,
  progress: ExecutionProgress,
  step: JobStep,
  run: StepRun,
): Promise<string | undefined> {
  if (step.cacheWindowMs === undefined) return undefined;
  try {
    const scope = scopeOf(parts, progress, step, run.derivedName);
    return cacheKeyOf(step, await evaluateArguments(createShapeOf(step), step.arguments, scope));
  } catch (cause) {
    evaluationFailure(cause);
    return undefined;
  }
}

/** Whether an earlier result was taken. A hit has no cache key of its own: results age from when they were made. */
async function takeCached(
  parts: ExecutionParts,
  progress: ExecutionProgress,
  step: JobStep,
  run: StepRun,
  cacheKey: string,
): Promise<boolean> {
  const { execution } = progress;
  const sinceMs = Math.max(0, progress.nowMs - (step.cacheWindowMs ?? 0));
  const found = await findCached(parts.store, execution.parent, cacheKey, sinceMs);
  if (!found?.run.metadata) return false;
  const executionId = found.executionKey.slice(found.executionKey.lastIndexOf('/') + 1);
  const cacheHitArn = executionArn(execution.document.pipelineArn, executionId);
  const { derivedName: _, ...hit } = run;
  progress.succeed({ ...hit, cacheHitArn }, found.properties, found.run.metadata);
  return true;
}
