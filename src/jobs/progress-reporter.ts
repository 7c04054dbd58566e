import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import type { SqlStore } from '../store/sql/sql-store.ts';
import type { JobRecorder } from './job-events.ts';
import type { JobSpec } from './job-spec.ts';

/** Between two messages; a build says much more than anyone wants stored. */
const PAUSE_MS = 1_000;
/** Characters of a message. */
const MESSAGE_MAX = 256;

/** Shows what a long step is doing in the job's record. Messages may be lost; the job does not wait for them. */
export class ProgressReporter {
  readonly #store: SqlStore;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #recorder: JobRecorder;
  readonly #spec: JobSpec;
  #reportedAtMs = Number.NEGATIVE_INFINITY;
  #writing: Promise<void> = Promise.resolve();

  constructor(store: SqlStore, clock: Clock, logger: Logger, recorder: JobRecorder, spec: JobSpec) {
    this.#store = store;
    this.#clock = clock;
    this.#logger = logger;
    this.#recorder = recorder;
    this.#spec = spec;
  }

  report(text: string): void {
    const atMs = this.#clock.nowMs();
    if (atMs - this.#reportedAtMs < PAUSE_MS) return;
    this.#reportedAtMs = atMs;
    const event = { type: 'progress', atMs, message: text.trim().slice(0, MESSAGE_MAX) } as const;
    this.#writing = this.#writing
      .then(() => this.#store.transaction((tx) => this.#recorder.record(tx, this.#spec, [event])))
      .catch((error: unknown) => {
        this.#logger.warn({ err: error, job: this.#spec.arn }, 'the progress of a job could not be shown');
      });
  }

  /** Waits for what is being written, so that no message comes after the step's own commit. */
  async close(): Promise<void> {
    await this.#writing;
  }
}
