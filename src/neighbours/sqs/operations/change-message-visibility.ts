import type { ChangeMessageVisibilityRequest } from '../../../api/generated/sqs-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { changeVisibility } from '../held-messages.ts';
import { nameOfUrl } from '../queue-names.ts';
import { requireQueue } from '../queue-store.ts';
import type { SqsDeps } from '../sqs-deps.ts';

export function changeMessageVisibility({
  store,
  clock,
  receivers,
}: SqsDeps): Operation<ChangeMessageVisibilityRequest, Record<never, never>> {
  return async (input, context) => {
    const queue = await requireQueue(store, context, nameOfUrl(context, input.QueueUrl));
    const { ReceiptHandle, VisibilityTimeout } = input;
    await store.transaction((tx) =>
      changeVisibility(store, tx, queue, ReceiptHandle, VisibilityTimeout, clock.nowMs()),
    );
    receivers.notify(queue.queueId);
    return {};
  };
}
