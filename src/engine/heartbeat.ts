import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import type { Claims } from './claims.ts';
import type { Lane } from './lane.ts';
import { ClaimLostError } from './work-tables.ts';

/** Beats in a lease: two may fail before it runs out. */
const BEATS = 3;

/**
 * Extends the leases of looks that take long. A look whose lease another node has taken, or that could not be extended
 * in time, is told to stop: its signal fires and it can write nothing.
 */
export class Heartbeat {
  readonly #lanes: () => readonly Lane[];
  readonly #claims: Claims;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #leaseMs: number;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;
  #lastBeatMs: number;

  constructor(
    lanes: () => readonly Lane[],
    parts: { readonly claims: Claims; readonly clock: Clock; readonly logger: Logger; readonly leaseMs: number },
  ) {
    this.#lanes = lanes;
    this.#claims = parts.claims;
    this.#clock = parts.clock;
    this.#logger = parts.logger;
    this.#leaseMs = parts.leaseMs;
    this.#lastBeatMs = parts.clock.nowMs();
  }

  start(): void {
    this.#timer = setTimeout(() => void this.#beat(), this.#leaseMs / BEATS);
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  async #beat(): Promise<void> {
    const held = this.#lanes().flatMap((lane) => lane.running.map(({ claim }) => ({ lane, claim })));
    const nowMs = this.#clock.nowMs();
    try {
      const kept = held.length
        ? await this.#claims.extend(
            held.map(({ claim }) => claim),
            nowMs,
          )
        : [];
      this.#lastBeatMs = nowMs;
      const keptSet = new Set(kept);
      for (const { lane, claim } of held) if (!keptSet.has(claim)) lane.lose(claim, new ClaimLostError(claim));
    } catch (error) {
      this.#logger.warn({ err: error }, 'leases could not be extended');
      // They last from the last beat that got through. After that other nodes take the work.
      if (nowMs - this.#lastBeatMs >= this.#leaseMs) {
        for (const { lane, claim } of held) lane.lose(claim, new ClaimLostError(claim));
      }
    }
    if (!this.#stopped) this.start();
  }
}
