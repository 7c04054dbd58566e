import type { Controller, NextLook, Reconciled } from '../../../engine/work.ts';
import type { SqlTransaction } from '../../../store/sql/sql-store.ts';
import { executionsTable } from '../executions-store.ts';
import { keyOfArn } from '../pipelines-store.ts';
import { findSteps, putSteps } from '../steps-store.ts';
import { tellOfExecution, tellOfSteps } from './execution-news.ts';
import type { ExecutionParts } from './execution-parts.ts';
import { ExecutionPlans } from './execution-plan.ts';
import { ExecutionProgress } from './execution-progress.ts';
import { EXECUTION_FAILURE } from './failure-reasons.ts';
import { JobCalls } from './job-calls.ts';
import { beginReady } from './ready-steps.ts';
import { observeRunning } from './running-steps.ts';
import { startWaiting } from './starting-steps.ts';
import { type ExecutionState, executionState, hasEnded } from './states.ts';

const EXECUTION_WORK_KIND = 'pipeline-execution';

export const executionWork = (executionArn: string) => ({ kind: EXECUTION_WORK_KIND, key: keyOfArn(executionArn) });

/** Jobs wake their execution when they end. This look is for a wake that was lost. */
const BACKSTOP_MS = 30_000;
/** Pause after a look in which a step could not be looked at or stopped. */
const TROUBLE_PAUSE_MS = 1000;

/**
 * Moves an execution: takes over how running steps ended, makes what named steps are for, begins those that are ready,
 * and ends it when nothing is left to happen. Each look can be repeated: names follow from the execution, and are
 * committed one look before the call that uses them.
 */
export class ExecutionController implements Controller {
  readonly kind = EXECUTION_WORK_KIND;
  readonly #parts: ExecutionParts;
  readonly #plans: ExecutionPlans;
  readonly #calls: JobCalls;

  constructor(parts: ExecutionParts) {
    this.#parts = parts;
    this.#plans = new ExecutionPlans(parts.store);
    this.#calls = new JobCalls(parts);
  }

  async reconcile(executionKey: string): Promise<Reconciled> {
    const { store, clock } = this.#parts;
    const execution = await executionsTable.findByArn(store.reader, executionKey);
    if (!execution || hasEnded(execution.status)) return { next: 'finished' };
    const runs = await findSteps(store, executionKey);
    const progress = new ExecutionProgress(execution, await this.#plans.of(execution), runs, clock.nowMs());
    await observeRunning(this.#parts, this.#calls, progress);
    await startWaiting(this.#parts, this.#calls, progress);
    if (execution.status === 'Executing') await beginReady(this.#parts, progress);
    return { commit: (tx) => this.#commit(tx, progress), next: nextLook(progress) };
  }

  /** The execution is read again: a stop may have come while the steps were looked at. */
  async #commit(tx: SqlTransaction, progress: ExecutionProgress): Promise<void> {
    const { store, scheduler } = this.#parts;
    const { execution, nowMs } = progress;
    const current = await executionsTable.findForUpdate(store, tx, execution, execution.name, execution.parent);
    if (!current) return;
    const executionKey = keyOfArn(execution.arn);
    await putSteps(tx, { executionKey, pipelineKey: execution.parent }, progress.changes);
    await tellOfSteps(this.#parts, tx, progress);
    for (const topic of progress.topics) await scheduler.subscribe(tx, topic, executionWork(execution.arn));
    if (progress.live.length > 0) {
      if (current.status !== execution.status) await scheduler.schedule(tx, executionWork(execution.arn));
      return;
    }
    const status = endOf(executionState(current.status), progress.hasFailed);
    const failureReason = status === 'Failed' ? EXECUTION_FAILURE : undefined;
    const document = { ...current.document, ...(failureReason && { failureReason }) };
    const ended = { ...current, status, modifiedMs: nowMs, document };
    await executionsTable.update(tx, ended);
    await tellOfExecution(this.#parts, tx, ended, current.status);
    await scheduler.publish(tx, execution.arn);
  }
}

/** How an execution ends in which nothing runs any more. */
function endOf(status: ExecutionState, hasFailed: boolean): ExecutionState {
  if (hasFailed) return 'Failed';
  return status === 'Stopping' ? 'Stopped' : 'Succeeded';
}

function nextLook(progress: ExecutionProgress): NextLook {
  const { live, nowMs } = progress;
  if (live.length === 0) return 'finished';
  const starts = live.filter(({ status }) => status === 'Starting').map(({ retryAtMs = nowMs }) => retryAtMs);
  // A step that was just taken over while the execution stops has yet to be told so.
  const mustTell =
    progress.execution.status === 'Stopping' && progress.changes.some(({ run }) => run.status === 'Executing');
  const backstopMs = progress.hadTrouble ? TROUBLE_PAUSE_MS : BACKSTOP_MS;
  return { atMs: Math.min(nowMs + backstopMs, ...starts, ...(mustTell ? [nowMs] : [])) };
}
