import type {
  BatchResultErrorEntry,
  ChangeMessageVisibilityBatchRequest,
  ChangeMessageVisibilityBatchResult,
} from '../../../api/generated/sqs-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { checkBatch, failedEntry } from '../batch.ts';
import { changeVisibility } from '../held-messages.ts';
import { nameOfUrl } from '../queue-names.ts';
import { requireQueue } from '../queue-store.ts';
import type { SqsDeps } from '../sqs-deps.ts';

export function changeMessageVisibilityBatch({
  store,
  clock,
  receivers,
}: SqsDeps): Operation<ChangeMessageVisibilityBatchRequest, ChangeMessageVisibilityBatchResult> {
  return async (input, context) => {
    checkBatch(input.Entries, 'ChangeMessageVisibilityBatchRequestEntry');
    const queue = await requireQueue(store, context, nameOfUrl(context, input.QueueUrl));
    const result = await store.transaction(async (tx) => {
      const failed: BatchResultErrorEntry[] = [];
      const successful: { Id: string }[] = [];
      for (const { Id, ReceiptHandle, VisibilityTimeout } of input.Entries) {
        try {
          await changeVisibility(store, tx, queue, ReceiptHandle, VisibilityTimeout, clock.nowMs());
          successful.push({ Id });
        } catch (error) {
          failed.push(failedEntry(Id, error));
        }
      }
      return { Successful: successful, Failed: failed };
    });
    receivers.notify(queue.queueId);
    return result;
  };
}
