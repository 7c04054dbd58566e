import type { TagQueueRequest } from '../../../api/generated/sqs-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { queueDoesNotExist } from '../queue-errors.ts';
import { nameOfUrl } from '../queue-names.ts';
import { lockQueue, updateQueue } from '../queue-store.ts';
import { checkQueueTags } from '../queue-tags.ts';
import type { SqsDeps } from '../sqs-deps.ts';

export function tagQueue({ store }: SqsDeps): Operation<TagQueueRequest, Record<never, never>> {
  return async (input, context) => {
    const name = nameOfUrl(context, input.QueueUrl);
    await store.transaction(async (tx) => {
      const queue = await lockQueue(store, tx, context, name, 'update');
      if (!queue) throw queueDoesNotExist();
      const tags = { ...queue.tags, ...input.Tags };
      checkQueueTags(tags);
      await updateQueue(tx, { ...queue, tags });
    });
    return {};
  };
}
