import type { UntagQueueRequest } from '../../../api/generated/sqs-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { queueDoesNotExist } from '../queue-errors.ts';
import { nameOfUrl } from '../queue-names.ts';
import { lockQueue, updateQueue } from '../queue-store.ts';
import type { SqsDeps } from '../sqs-deps.ts';

export function untagQueue({ store }: SqsDeps): Operation<UntagQueueRequest, Record<never, never>> {
  return async (input, context) => {
    const name = nameOfUrl(context, input.QueueUrl);
    await store.transaction(async (tx) => {
      const queue = await lockQueue(store, tx, context, name, 'update');
      if (!queue) throw queueDoesNotExist();
      const kept = Object.entries(queue.tags).filter(([key]) => !input.TagKeys.includes(key));
      await updateQueue(tx, { ...queue, tags: Object.fromEntries(kept) });
    });
    return {};
  };
}
