import type { Scope } from '../../base/arn.ts';
import type { Clock } from '../../base/clock.ts';
import { newUuid } from '../../base/ids.ts';
import type { Logger } from '../../base/logger.ts';
import type { WorkScheduler } from '../../engine/work.ts';
import type { SqlStore, SqlTransaction } from '../../store/sql/sql-store.ts';
import { type Lane, putEntry } from './outbox-store.ts';

const DELIVERY_KIND = 'event-delivery';

export const deliveryWork = ({ target, account, region }: Lane) => ({
  kind: DELIVERY_KIND,
  key: [account, region, target].join(' '),
});

/** The lane in the key of its work. */
export function laneOf(workKey: string): Lane {
  const [account = '', region = '', ...target] = workKey.split(' ');
  return { account, region, target: target.join(' ') };
}

export interface OutboxParts {
  readonly store: SqlStore;
  readonly scheduler: WorkScheduler;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Where texts wait for their way to a target. They are written in the transaction of what they tell of, and the delivery
 * is woken after it: a row for each target that all those transactions locked would make them stand in line. A wake that a
 * crash has eaten is made up for by the sweep.
 */
export class Outbox {
  readonly #parts: OutboxParts;
  /** Lanes that are being woken, and whether they must be woken once more after that. */
  readonly #waking = new Map<string, boolean>();

  constructor(parts: OutboxParts) {
    this.#parts = parts;
  }

  async put(tx: SqlTransaction, scope: Scope, targets: readonly string[], body: string): Promise<void> {
    const creationMs = this.#parts.clock.nowMs();
    for (const target of targets) {
      const lane: Lane = { target, account: scope.account, region: scope.region };
      await putEntry(tx, lane, { deliveryId: newUuid(), body, creationMs, attempts: 0, retryMs: 0 });
      tx.afterCommit(() => this.wake(lane));
    }
  }

  /** Many wakes at once become one, or one on its way and one after it. */
  wake(lane: Lane): void {
    const work = deliveryWork(lane);
    if (this.#waking.has(work.key)) {
      this.#waking.set(work.key, true);
      return;
    }
    this.#waking.set(work.key, false);
    const { store, scheduler, logger } = this.#parts;
    store
      .transaction((tx) => scheduler.schedule(tx, work))
      .catch((error: unknown) => logger.warn({ err: error }, 'a delivery of events could not be woken; the sweep will'))
      .finally(() => {
        const again = this.#waking.get(work.key);
        this.#waking.delete(work.key);
        if (again) this.wake(lane);
      });
  }
}
