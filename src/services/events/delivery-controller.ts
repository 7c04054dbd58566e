import { randomBelow } from '../../base/random.ts';
import type { Controller, Reconciled } from '../../engine/work.ts';
import type { SqlTransaction } from '../../store/sql/sql-store.ts';
import type { Delivery, DeliveryTarget } from './delivery-target.ts';
import { deliveryWork, laneOf, type OutboxParts } from './outbox.ts';
import { countAttempt, deleteEntries, nextEntries, type OutboxEntry } from './outbox-store.ts';

/** Entries of one look: what a crash in the middle of it may deliver once more. */
const BATCH = 20;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 5 * 60_000;

/** Takes what waits in a lane to its target, one batch a look. A target that does not answer is asked less and less often. */
export class DeliveryController implements Controller {
  readonly kind = deliveryWork({ target: '', account: '', region: '' }).kind;
  readonly #parts: OutboxParts;
  readonly #targets: ReadonlyMap<string, DeliveryTarget>;

  constructor(parts: OutboxParts, targets: readonly DeliveryTarget[]) {
    this.#parts = parts;
    this.#targets = new Map(targets.map((target) => [target.name, target]));
  }

  async reconcile(key: string, signal: AbortSignal): Promise<Reconciled> {
    const { store, clock, logger } = this.#parts;
    const lane = laneOf(key);
    const target = this.#targets.get(lane.target);
    // Taken out of the settings: the sweep removes what waits when its time is over.
    if (!target) return { next: 'finished' };
    const entries = await nextEntries(store, lane, BATCH);
    const [first] = entries;
    if (!first) return { next: 'finished' };
    // New events wake the lane; one whose target does not answer keeps its pause all the same.
    if (first.retryMs > clock.nowMs()) return { next: { atMs: first.retryMs } };
    const delivery = await target.deliver(lane, entries, signal);
    if (delivery.refused > 0) {
      logger.warn({ target: target.name, events: delivery.refused }, 'a target has refused events; they are dropped');
    }
    const retryMs = this.#retryMs(target, delivery, entries, signal);
    return { commit: (tx) => settle(tx, delivery, entries, retryMs), next: { atMs: retryMs ?? clock.nowMs() } };
  }

  /** Undefined when nothing has failed, or only because the server ends. */
  #retryMs(
    target: DeliveryTarget,
    { failure, done }: Delivery,
    entries: readonly OutboxEntry[],
    signal: AbortSignal,
  ): number | undefined {
    const failed = entries[done];
    if (!failure || !failed || signal.aborted) return undefined;
    const pauseMs = failure.retryAfterMs ?? backoffMs(failed.attempts);
    const fields = { target: target.name, reason: failure.reason, attempt: failed.attempts + 1, pauseMs };
    this.#parts.logger.warn(fields, 'events could not be delivered and are tried again');
    return this.#parts.clock.nowMs() + pauseMs;
  }
}

async function settle(
  tx: SqlTransaction,
  delivery: Delivery,
  entries: readonly OutboxEntry[],
  retryMs: number | undefined,
): Promise<void> {
  await delivery.commit?.(tx);
  const done = entries.slice(0, delivery.done).map(({ deliveryId }) => deliveryId);
  await deleteEntries(tx, done);
  const failed = entries[delivery.done];
  if (retryMs !== undefined && failed) await countAttempt(tx, failed.deliveryId, retryMs);
}

/** Doubles up to five minutes; a part is left to chance, so that what failed together does not come back together. */
function backoffMs(attempts: number): number {
  const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** Math.min(attempts, 20), LONGEST_PAUSE_MS);
  return pauseMs - randomBelow(pauseMs / 4);
}
