import type { PurgeQueueRequest } from '../../../api/generated/sqs-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { ServiceError } from '../../../base/errors.ts';
import { queueDoesNotExist } from '../queue-errors.ts';
import { nameOfUrl } from '../queue-names.ts';
import { lockQueue, updateQueue } from '../queue-store.ts';
import { retentionWork } from '../retention-controller.ts';
import type { SqsDeps } from '../sqs-deps.ts';

/** A queue can be purged once in this time. */
const PAUSE_MS = 60_000;

/** Everything that was sent until now is gone at once; the rows follow. */
export function purgeQueue({ store, clock, scheduler }: SqsDeps): Operation<PurgeQueueRequest, Record<never, never>> {
  return async (input, context) => {
    const name = nameOfUrl(context, input.QueueUrl);
    await store.transaction(async (tx) => {
      const queue = await lockQueue(store, tx, context, name, 'update');
      if (!queue) throw queueDoesNotExist();
      const nowMs = clock.nowMs();
      if (nowMs - queue.purgedMs < PAUSE_MS) {
        const sentence = `Only one PurgeQueue operation on ${name} is allowed every 60 seconds.`;
        throw new ServiceError('PurgeQueueInProgress', sentence);
      }
      await updateQueue(tx, { ...queue, purgedMs: nowMs });
      await scheduler.schedule(tx, retentionWork(queue.queueId));
    });
    return {};
  };
}
