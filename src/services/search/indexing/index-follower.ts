import { setTimeout as pause } from 'node:timers/promises';
import type { Clock } from '../../../base/clock.ts';
import type { Logger } from '../../../base/logger.ts';
import type { SearchIndex } from './search-index.ts';

/** Between two looks for changes that no search has asked for. One look is one read of one row. */
const LOOK_MS = 2000;
const FAILED_LOOK_MS = 15_000;
/** Resources of one transaction: few, because on SQLite other writers wait for it. */
const RESOURCES_AT_ONCE = 16;

/**
 * Brings changes into the index when nobody searches: those of resources that were made before there was an index, and
 * those that a killed server left. It works no more than half of the time, so that requests are answered meanwhile.
 */
export class IndexFollower {
  readonly #index: SearchIndex;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #stop = new AbortController();
  #following: Promise<void> | undefined;

  constructor(index: SearchIndex, clock: Clock, logger: Logger) {
    this.#index = index;
    this.#clock = clock;
    this.#logger = logger;
  }

  async resume(): Promise<void> {
    this.#following ??= this.#follow();
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.#following;
  }

  async #follow(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      const waitMs = await this.#step();
      await pause(waitMs, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }

  /** Gives the time until the next step. */
  async #step(): Promise<number> {
    const startedMs = this.#clock.nowMs();
    try {
      switch (await this.#index.bringInOldest(RESOURCES_AT_ONCE)) {
        case 'up to date':
          return LOOK_MS;
        case 'behind':
          return Math.max(1, this.#clock.nowMs() - startedMs);
        case 'failed':
          return FAILED_LOOK_MS;
      }
    } catch (error) {
      this.#logger.error({ err: error }, 'the search index could not be brought up to date');
      return FAILED_LOOK_MS;
    }
  }
}
