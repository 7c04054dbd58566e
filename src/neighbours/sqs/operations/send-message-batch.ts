import type {
  BatchResultErrorEntry,
  SendMessageBatchRequest,
  SendMessageBatchRequestEntry,
  SendMessageBatchResult,
} from '../../../api/generated/sqs-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { ServiceError } from '../../../base/errors.ts';
import { checkBatch, failedEntry } from '../batch.ts';
import { checkMessage, messageBytes } from '../message-checks.ts';
import { nameOfUrl } from '../queue-names.ts';
import { requireQueue } from '../queue-store.ts';
import { sendChecked } from '../send-checked.ts';
import { sentShape } from '../sent-shape.ts';
import type { SqsDeps } from '../sqs-deps.ts';

/** Bytes of all messages of a batch together. */
const BATCH_BYTES_MAX = 1_048_576;

/** Puts up to ten messages into a queue; each is taken or refused on its own. */
export function sendMessageBatch(deps: SqsDeps): Operation<SendMessageBatchRequest, SendMessageBatchResult> {
  return async (input, context) => {
    checkBatch(input.Entries, 'SendMessageBatchRequestEntry');
    const bytes = input.Entries.reduce((sum, entry) => sum + messageBytes(entry), 0);
    if (bytes > BATCH_BYTES_MAX) {
      const sentence = `Batch requests cannot be longer than ${BATCH_BYTES_MAX} bytes. You have sent ${bytes} bytes.`;
      throw new ServiceError('BatchRequestTooLong', sentence);
    }
    const queue = await requireQueue(deps.store, context, nameOfUrl(context, input.QueueUrl));
    const failed: BatchResultErrorEntry[] = [];
    const checked: SendMessageBatchRequestEntry[] = [];
    for (const entry of input.Entries) {
      try {
        checkMessage(queue, entry);
        checked.push(entry);
      } catch (error) {
        failed.push(failedEntry(entry.Id, error));
      }
    }
    const sent = checked.length > 0 ? await sendChecked(deps, queue, checked, context) : [];
    const successful = checked.flatMap((entry, index) => {
      const message = sent[index];
      return message ? [{ Id: entry.Id, ...sentShape(entry, message) }] : [];
    });
    return { Successful: successful, Failed: failed };
  };
}
