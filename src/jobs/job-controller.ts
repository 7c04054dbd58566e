import { setTimeout as sleep } from 'node:timers/promises';
import { JobFailure, RunnerError } from '../base/errors.ts';
import { isOutOfSpace } from '../base/out-of-space.ts';
import type { Controller, Reconciled, WorkId } from '../engine/work.ts';
import type { SqlTransaction } from '../store/sql/sql-store.ts';
import { Announcer } from './announcer.ts';
import { internalFailure, noRoomFailure } from './failure-reason.ts';
import type { JobEvent, JobRecorder } from './job-events.ts';
import { findRun, insertRun, type JobRun, listRunArns, requestStop, saveRun } from './job-run-store.ts';
import type { JobKind, JobSpec } from './job-spec.ts';
import type { JobsDeps } from './jobs-deps.ts';
import { type LiveJob, LiveJobs } from './live-job.ts';
import { MetricMatcher } from './metric-matcher.ts';
import { checkTransition, JobPhase, type JobVerdict } from './states.ts';
import { download } from './steps/download.ts';
import { clean, finish } from './steps/finish.ts';
import { prepare } from './steps/prepare.ts';
import { runHosts } from './steps/run.ts';
import type { Step, StepContext } from './steps/step.ts';

const STEPS: Readonly<Record<JobPhase, (context: StepContext) => Promise<Step>>> = {
  [JobPhase.Preparing]: prepare,
  [JobPhase.Downloading]: download,
  [JobPhase.Running]: runHosts,
  [JobPhase.Uploading]: finish,
  [JobPhase.Cleaning]: clean,
};

/** Attempts at one phase before the platform takes the blame and the job fails. With the pauses: about two minutes. */
const TROUBLES_MAX = 10;
/** As many, for the outputs of a job that has failed already, on a full disk. */
const FAILED_TROUBLES_MAX = 3;
const PAUSE_MS_MAX = 30_000;
/** A look ends after this, even though its work goes on. */
const LOOK_MS_MAX = 1_000;
/** When a job whose work goes on is looked at again, should nobody wake it. */
const LONG_STEP_LOOK_MS = 60_000;

/** Moves all jobs of one kind from their creation to their end. */
export class JobController implements Controller {
  readonly kind: JobKind;
  readonly #deps: JobsDeps;
  readonly #recorder: JobRecorder;
  readonly #live = new LiveJobs();
  readonly #metrics: MetricMatcher;

  constructor(kind: JobKind, deps: JobsDeps, recorder: JobRecorder) {
    this.kind = kind;
    this.#deps = deps;
    this.#recorder = recorder;
    this.#metrics = new MetricMatcher(deps.logger);
    deps.runner.onExit((runId) => this.#hostEnded(runId));
  }

  /** Takes a job on, in the transaction that creates its record. */
  async launch(tx: SqlTransaction, spec: JobSpec): Promise<void> {
    await insertRun(tx, spec);
    await this.#deps.scheduler.schedule(tx, this.#work(spec.arn));
  }

  /** Asks a job to stop, in the transaction that records the wish. */
  async stop(tx: SqlTransaction, arn: string): Promise<void> {
    await requestStop(tx, arn, this.#deps.clock.nowMs());
    await this.#deps.scheduler.schedule(tx, this.#work(arn));
    tx.afterCommit(() => this.#live.interrupt(arn));
  }

  /** Finds the hosts that run on from before a restart again. Call it when the engine runs. */
  async resume(): Promise<void> {
    for (const arn of await listRunArns(this.#deps.store, this.kind)) await this.#deps.scheduler.wake(this.#work(arn));
  }

  /** Ends work in progress, which the next start repeats, and stops following logs. Hosts run on. */
  async close(): Promise<void> {
    await this.#live.close();
    await this.#metrics.close();
  }

  /**
   * Does the next steps of a job. What takes long goes on after the look has ended and wakes the job when it is done, so
   * that no build or download keeps other jobs waiting for their turn.
   */
  async reconcile(key: string, signal: AbortSignal): Promise<Reconciled> {
    const live = this.#live.begin(key);
    const work = live.work ?? this.#advance(key, live);
    live.work = work;
    if (!(await settledSoon(work, signal))) {
      work.then(
        () => this.#wake(key),
        () => this.#wake(key),
      );
      return { next: { atMs: this.#deps.clock.nowMs() + LONG_STEP_LOOK_MS } };
    }
    live.work = undefined;
    return await work;
  }

  async #advance(key: string, live: LiveJob): Promise<Reconciled> {
    let run = await findRun(this.#deps.store, key);
    if (!run) {
      await this.#live.forget(key, []);
      return { next: 'finished' };
    }
    this.#live.expect(key, runIds(run));
    const events: JobEvent[] = [];
    for (;;) {
      const step = await this.#step(run, live);
      run = advance(run, step);
      events.push(...(step.events ?? []));
      if (step.next !== 'at-once') return this.#reconciled(run, events, step, step.next);
    }
  }

  async #reconciled(run: JobRun, events: readonly JobEvent[], step: Step, next: Reconciled['next']) {
    if (next === 'finished') await this.#live.forget(run.spec.arn, runIds(run));
    const commit = async (tx: SqlTransaction) => {
      await saveRun(tx, run);
      if (events.length > 0) await this.#recorder.record(tx, run.spec, events);
      await step.write?.(tx);
      tx.afterCommit(() => this.#tellEnd(run, events));
    };
    return { commit, next };
  }

  /** One line for whoever runs the server. */
  #tellEnd({ spec, progress }: JobRun, events: readonly JobEvent[]): void {
    const end = events.find((event) => event.type === 'ended');
    if (!end) return;
    const { end: status, failureReason: reason } = end.outcome;
    const seconds = progress.startedAtMs === undefined ? 0 : Math.round((end.atMs - progress.startedAtMs) / 100) / 10;
    this.#deps.logger.info(
      { job: spec.arn, status, ...(reason === undefined ? {} : { reason }), seconds },
      'a job ended',
    );
  }

  async #step(run: JobRun, live: LiveJob): Promise<Step> {
    const { store, clock, logger } = this.#deps;
    const announcer = new Announcer(store, clock, logger, this.#recorder, run.spec);
    const context: StepContext = {
      run,
      live,
      deps: this.#deps,
      metrics: this.#metrics,
      recorder: this.#recorder,
      signal: live.interrupt.signal,
      report: (message) => announcer.report(message),
      announce: (event) => announcer.announce(event),
    };
    try {
      return await STEPS[run.phase](context);
    } catch (error) {
      if (live.interrupt.signal.aborted) return { next: { atMs: clock.nowMs() } };
      return await this.#mend(run, live, error);
    } finally {
      await announcer.close();
    }
  }

  /** The user's faults and the runner's refusals end the job; anything else is tried again for a while. */
  async #mend(run: JobRun, live: LiveJob, error: unknown): Promise<Step> {
    const failure = asFailure(error);
    if (failure && run.phase !== JobPhase.Cleaning) return await this.#fail(run, live, failure);
    const troubles = run.progress.troubles + 1;
    const log = { err: error, job: run.spec.arn, phase: run.phase, troubles };
    this.#deps.logger.warn(log, 'a step of a job failed and is tried again');
    if (troubles >= troublesMax(run, error) && run.phase !== JobPhase.Cleaning) {
      return await this.#fail(run, live, isOutOfSpace(error) ? noRoomFailure() : internalFailure());
    }
    const pauseMs = Math.min(250 * 2 ** Math.min(troubles, 10), this.#deps.pauseMsMax ?? PAUSE_MS_MAX);
    return { progress: { troubles }, next: { atMs: this.#deps.clock.nowMs() + pauseMs } };
  }

  async #fail(run: JobRun, live: LiveJob, failure: JobFailure): Promise<Step> {
    if (run.phase === JobPhase.Running) {
      for (const host of run.spec.hosts) await this.#deps.runner.remove(host.runId);
      await this.#drainLogs(run, live);
    }
    const own = run.progress.verdict;
    // What made a job fail first is what its user has to know.
    const verdict: JobVerdict =
      own?.end === 'Failed' ? own : { end: 'Failed', failure: { kind: failure.kind, message: failure.message } };
    const lost = run.phase === JobPhase.Uploading ? { outputsLost: true } : {};
    return {
      phase: JobPhase.Uploading,
      progress: { verdict, ...lost },
      next: { atMs: this.#deps.clock.nowMs() },
    };
  }

  /** What the hosts said last may be all that tells why. Lines that can't be stored now never will be. */
  async #drainLogs({ spec }: JobRun, live: LiveJob): Promise<void> {
    const drained = await Promise.allSettled([...live.followers.values()].map((follower) => follower.drain()));
    const lost = drained.find((one) => one.status === 'rejected');
    if (lost) this.#deps.logger.warn({ err: lost.reason, job: spec.arn }, 'the last lines of a job were lost');
  }

  #hostEnded(runId: string): void {
    const arn = this.#live.arnOf(runId);
    if (arn !== undefined) this.#wake(arn);
  }

  #wake(arn: string): void {
    this.#deps.scheduler.wake(this.#work(arn)).catch((error: unknown) => {
      this.#deps.logger.error({ err: error, job: arn }, 'a job could not be woken; it is looked at later');
    });
  }

  #work(arn: string): WorkId {
    return { kind: this.kind, key: arn };
  }
}

/** A job that has failed holds on to room that others wait for, only to send what it left. */
function troublesMax({ phase, progress }: JobRun, error: unknown): number {
  const hasFailed = phase === JobPhase.Uploading && progress.verdict?.end === 'Failed';
  return hasFailed && isOutOfSpace(error) ? FAILED_TROUBLES_MAX : TROUBLES_MAX;
}

/** False when the work takes longer than a look may. Throws when the look is to end at once. */
async function settledSoon(work: Promise<unknown>, signal: AbortSignal): Promise<boolean> {
  signal.throwIfAborted();
  const settled = work.then(
    () => true,
    () => true,
  );
  const timeUp = new AbortController();
  const pause = sleep(LOOK_MS_MAX, false, { signal: AbortSignal.any([signal, timeUp.signal]) });
  try {
    return await Promise.race([settled, pause]);
  } finally {
    timeUp.abort();
    pause.catch(() => {});
  }
}

const runIds = (run: JobRun) => run.spec.hosts.map((host) => host.runId);

function advance(run: JobRun, step: Step): JobRun {
  const phase = step.phase ?? run.phase;
  checkTransition(run.phase, phase);
  // A step that went well ends a row of failures; one that did not brings its own number.
  return { ...run, phase, progress: { ...run.progress, troubles: 0, ...step.progress } };
}

/** Undefined for what may go well another time. */
function asFailure(error: unknown): JobFailure | undefined {
  if (error instanceof JobFailure) return error;
  if (!(error instanceof RunnerError) || error.nature === 'transient') return undefined;
  return error.nature === 'lost' ? internalFailure() : new JobFailure('ClientError', error.message);
}
