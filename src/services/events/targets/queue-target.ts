import type { Scope } from '../../../base/arn.ts';
import type { SqlTransaction } from '../../../store/sql/sql-store.ts';
import type { DeliveryTarget } from '../delivery-target.ts';

/** Queues, as events need them. */
export interface QueueSender {
  exists(scope: Scope, queueName: string): Promise<boolean>;
  /** False, and nothing is sent, when there is no such queue. */
  send(tx: SqlTransaction, scope: Scope, queueName: string, bodies: readonly string[]): Promise<boolean>;
}

/** Looking for a queue costs one read, and whoever makes it wants to see what it gets. */
const LOOK_MS = 2_000;

/** Throws to undo the commit of a delivery; the next look sees that the queue is gone. */
class QueueGone extends Error {}

/**
 * The queue of that name in the account and region of the event, so that no tenant sees another's. Entries wait for a
 * queue that is not there yet as they wait for a hook that does not answer.
 */
export function queueTarget(queueName: string, queues: QueueSender): DeliveryTarget {
  return {
    name: `sqs:${queueName}`,
    async deliver(lane, entries) {
      const scope = { account: lane.account, region: lane.region };
      if (!(await queues.exists(scope, queueName))) {
        return { done: 0, refused: 0, failure: { reason: `there is no queue ${queueName}`, retryAfterMs: LOOK_MS } };
      }
      const bodies = entries.map(({ body }) => body);
      return {
        done: entries.length,
        refused: 0,
        commit: async (tx) => {
          if (!(await queues.send(tx, scope, queueName, bodies))) throw new QueueGone(`the queue ${queueName} is gone`);
        },
      };
    },
    close() {},
  };
}
