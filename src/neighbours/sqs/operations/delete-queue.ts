import type { DeleteQueueRequest } from '../../../api/generated/sqs-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { queueDoesNotExist } from '../queue-errors.ts';
import { nameOfUrl } from '../queue-names.ts';
import { deleteQueueRow, lockQueue } from '../queue-store.ts';
import { retentionWork } from '../retention-controller.ts';
import type { SqsDeps } from '../sqs-deps.ts';

/** Removes a queue at once; the rows of its messages follow. The name is free again without a minute's wait. */
export function deleteQueue({
  store,
  scheduler,
  receivers,
}: SqsDeps): Operation<DeleteQueueRequest, Record<never, never>> {
  return async (input, context) => {
    const name = nameOfUrl(context, input.QueueUrl);
    await store.transaction(async (tx) => {
      const queue = await lockQueue(store, tx, context, name, 'update');
      if (!queue) throw queueDoesNotExist();
      await deleteQueueRow(tx, queue);
      await scheduler.schedule(tx, retentionWork(queue.queueId));
      tx.afterCommit(() => receivers.notify(queue.queueId));
    });
    return {};
  };
}
