import type { ListQueueTagsRequest, ListQueueTagsResult } from '../../../api/generated/sqs-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { nameOfUrl } from '../queue-names.ts';
import { requireQueue } from '../queue-store.ts';
import type { SqsDeps } from '../sqs-deps.ts';

export function listQueueTags({ store }: SqsDeps): Operation<ListQueueTagsRequest, ListQueueTagsResult> {
  return async (input, context) => {
    const { tags } = await requireQueue(store, context, nameOfUrl(context, input.QueueUrl));
    return Object.keys(tags).length > 0 ? { Tags: { ...tags } } : {};
  };
}
