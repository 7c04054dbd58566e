import type { Clock } from './clock.ts';

/** Things of one millisecond that get different keys. The keys stay exact numbers until the year 2109. */
const KEYS_PER_MS = 2048;

/** Keys that put things into the order in which they came: they grow with the time, and in this process always. */
export class OrderKeys {
  readonly #clock: Clock;
  #last = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** A key above `floor`. */
  next(floor = 0): number {
    this.#last = Math.max(this.#last + 1, floor + 1, this.#clock.nowMs() * KEYS_PER_MS);
    return this.#last;
  }
}
