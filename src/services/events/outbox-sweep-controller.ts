import type { Controller, Reconciled } from '../../engine/work.ts';
import type { Outbox, OutboxParts } from './outbox.ts';
import { deleteEntries, entriesBeyond, entriesOlderThan, lanesInUse } from './outbox-store.ts';

const SWEEP_KIND = 'event-sweep';

export const SWEEP_WORK = { kind: SWEEP_KIND, key: 'outbox' };

/** How much waits, and for how long, for a target that does not take it. */
export interface OutboxLimits {
  readonly keptMs: number;
  /** Entries of one account and region for one target. */
  readonly keptEntries: number;
}

/** A day, as EventBridge tries to deliver; and a number that keeps a dead target from filling the disk. */
export const OUTBOX_LIMITS: OutboxLimits = { keptMs: 24 * 3_600_000, keptEntries: 100_000 };

const SWEEP_MS = 60_000;
const BATCH = 1000;

/** Wakes what waits and nobody has woken, and drops what has waited for too long or is too much. */
export class OutboxSweepController implements Controller {
  readonly kind = SWEEP_KIND;
  readonly #parts: OutboxParts;
  readonly #outbox: Outbox;
  readonly #limits: OutboxLimits;
  readonly #hasTargets: boolean;

  constructor(parts: OutboxParts, outbox: Outbox, limits: OutboxLimits, hasTargets: boolean) {
    this.#parts = parts;
    this.#outbox = outbox;
    this.#limits = limits;
    this.#hasTargets = hasTargets;
  }

  async reconcile(): Promise<Reconciled> {
    const { store, clock, logger } = this.#parts;
    const nowMs = clock.nowMs();
    const dropped = await entriesOlderThan(store, nowMs - this.#limits.keptMs, BATCH);
    const lanes = await lanesInUse(store);
    // What the targets of an earlier start have left is seen off, and then there is nothing more to do.
    if (lanes.length === 0 && !this.#hasTargets) return { next: 'finished' };
    for (const lane of lanes) {
      this.#outbox.wake(lane);
      if (dropped.length < BATCH) {
        dropped.push(...(await entriesBeyond(store, lane, this.#limits.keptEntries, BATCH - dropped.length)));
      }
    }
    if (dropped.length > 0) logger.warn({ events: dropped.length }, 'events were dropped that could not be delivered');
    const next = { atMs: nowMs + (dropped.length < BATCH ? SWEEP_MS : 0) };
    return { commit: (tx) => deleteEntries(tx, dropped), next };
  }
}
