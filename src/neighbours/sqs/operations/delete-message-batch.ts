import type {
  BatchResultErrorEntry,
  DeleteMessageBatchRequest,
  DeleteMessageBatchResult,
} from '../../../api/generated/sqs-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { checkBatch, failedEntry } from '../batch.ts';
import { deleteMessage } from '../held-messages.ts';
import { nameOfUrl } from '../queue-names.ts';
import { requireQueue } from '../queue-store.ts';
import type { SqsDeps } from '../sqs-deps.ts';

export function deleteMessageBatch({
  store,
  clock,
  receivers,
}: SqsDeps): Operation<DeleteMessageBatchRequest, DeleteMessageBatchResult> {
  return async (input, context) => {
    checkBatch(input.Entries, 'DeleteMessageBatchRequestEntry');
    const queue = await requireQueue(store, context, nameOfUrl(context, input.QueueUrl));
    const result = await store.transaction(async (tx) => {
      const failed: BatchResultErrorEntry[] = [];
      const successful: { Id: string }[] = [];
      for (const { Id, ReceiptHandle } of input.Entries) {
        try {
          await deleteMessage(tx, queue, ReceiptHandle, clock.nowMs());
          successful.push({ Id });
        } catch (error) {
          failed.push(failedEntry(Id, error));
        }
      }
      return { Successful: successful, Failed: failed };
    });
    if (queue.isFifo) receivers.notify(queue.queueId);
    return result;
  };
}
