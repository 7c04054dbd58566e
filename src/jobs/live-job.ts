import type { Reconciled } from '../engine/work.ts';
import type { LogFollower } from './log-follower.ts';
import type { SentFiles } from './output-files.ts';

/** What this process holds for a job while it runs. All of it can be made anew after a restart. */
export interface LiveJob {
  /** By run id. */
  readonly followers: Map<string, LogFollower>;
  /** Files sent while the job runs. */
  readonly sent: Map<string, SentFiles>;
  /** Ends the work in progress, so that a stop need not wait for a long download. */
  interrupt: AbortController;
  /** The work in progress. It may take longer than the look that began it. */
  work?: Promise<Reconciled> | undefined;
}

/** The live jobs of one controller. */
export class LiveJobs {
  readonly #byArn = new Map<string, LiveJob>();
  readonly #arnByRunId = new Map<string, string>();

  /**
   * The live side of a job at the beginning of a look. Call it before the row is read: a stop that commits later than
   * that read then ends the work.
   */
  begin(arn: string): LiveJob {
    const job: LiveJob = this.#byArn.get(arn) ?? {
      followers: new Map(),
      sent: new Map(),
      interrupt: new AbortController(),
    };
    if (!job.work) job.interrupt = new AbortController();
    this.#byArn.set(arn, job);
    return job;
  }

  /** Lets the end of a host be told to its job. */
  expect(arn: string, runIds: readonly string[]): void {
    for (const runId of runIds) this.#arnByRunId.set(runId, arn);
  }

  arnOf(runId: string): string | undefined {
    return this.#arnByRunId.get(runId);
  }

  interrupt(arn: string): void {
    this.#byArn.get(arn)?.interrupt.abort();
  }

  async forget(arn: string, runIds: readonly string[]): Promise<void> {
    const job = this.#byArn.get(arn);
    this.#byArn.delete(arn);
    for (const runId of runIds) this.#arnByRunId.delete(runId);
    await stopFollowing(job ? [job] : []);
  }

  /** Ends work in progress and stops following all. The jobs themselves run on. */
  async close(): Promise<void> {
    const jobs = [...this.#byArn.values()];
    this.#byArn.clear();
    this.#arnByRunId.clear();
    for (const job of jobs) job.interrupt.abort();
    await Promise.allSettled(jobs.map((job) => job.work));
    await stopFollowing(jobs);
  }
}

async function stopFollowing(jobs: readonly LiveJob[]): Promise<void> {
  await Promise.all(jobs.flatMap((job) => [...job.followers.values()]).map((follower) => follower.stop()));
}
