import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import type { SqlStore } from '../store/sql/sql-store.ts';
import type { JobEvent, JobRecorder } from './job-events.ts';
import type { JobSpec } from './job-spec.ts';

/** A step that is done sooner shows nothing of what it was doing. */
const DELAY_MS = 150;
/** Between two writes; a build says much more than anyone wants stored. */
const PAUSE_MS = 1_000;
/** Characters of a progress message. */
const MESSAGE_MAX = 256;

/**
 * Shows in the job's record what a long step is doing while it does it, outside of the step's own commit. What it shows
 * may be lost, and the step's commit says it again where it matters.
 */
export class Announcer {
  readonly #store: SqlStore;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #recorder: JobRecorder;
  readonly #spec: JobSpec;
  #pending: JobEvent[] = [];
  #timer: NodeJS.Timeout | undefined;
  #delayMs = DELAY_MS;
  #writing: Promise<void> = Promise.resolve();

  constructor(store: SqlStore, clock: Clock, logger: Logger, recorder: JobRecorder, spec: JobSpec) {
    this.#store = store;
    this.#clock = clock;
    this.#logger = logger;
    this.#recorder = recorder;
    this.#spec = spec;
  }

  /** A line for people; only the last one of a while is shown. */
  report(text: string): void {
    const message = text.trim().slice(0, MESSAGE_MAX);
    if (message === '') return;
    this.#pending = this.#pending.filter((event) => event.type !== 'progress');
    this.announce({ type: 'progress', atMs: this.#clock.nowMs(), message });
  }

  announce(event: JobEvent): void {
    this.#pending.push(event);
    this.#timer ??= setTimeout(() => this.#write(), this.#delayMs);
  }

  /** Drops what was not written yet and waits for what is, so that nothing comes after the step's own commit. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#writing;
  }

  #write(): void {
    const events = this.#pending;
    this.#pending = [];
    this.#timer = undefined;
    this.#delayMs = PAUSE_MS;
    this.#writing = this.#writing
      .then(() => this.#store.transaction((tx) => this.#recorder.record(tx, this.#spec, events)))
      .catch((error: unknown) => {
        this.#logger.warn({ err: error, job: this.#spec.arn }, 'the progress of a job could not be shown');
      });
  }
}
