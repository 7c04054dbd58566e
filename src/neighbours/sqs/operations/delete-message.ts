import type { DeleteMessageRequest } from '../../../api/generated/sqs-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { deleteMessage as deleteOne } from '../held-messages.ts';
import { nameOfUrl } from '../queue-names.ts';
import { requireQueue } from '../queue-store.ts';
import type { SqsDeps } from '../sqs-deps.ts';

/** Removes a message that was received. On a FIFO queue the next one of its group comes into sight. */
export function deleteMessage({
  store,
  clock,
  receivers,
}: SqsDeps): Operation<DeleteMessageRequest, Record<never, never>> {
  return async (input, context) => {
    const queue = await requireQueue(store, context, nameOfUrl(context, input.QueueUrl));
    await store.transaction((tx) => deleteOne(tx, queue, input.ReceiptHandle, clock.nowMs()));
    if (queue.isFifo) receivers.notify(queue.queueId);
    return {};
  };
}
