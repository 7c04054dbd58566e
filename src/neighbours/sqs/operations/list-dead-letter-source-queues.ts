import type {
  ListDeadLetterSourceQueuesRequest,
  ListDeadLetterSourceQueuesResult,
} from '../../../api/generated/sqs-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { nameOfUrl } from '../queue-names.ts';
import { queuePage } from '../queue-pages.ts';
import { requireQueue } from '../queue-store.ts';
import type { SqsDeps } from '../sqs-deps.ts';

/** Queues whose dead letters come to this one. */
export function listDeadLetterSourceQueues(
  deps: SqsDeps,
): Operation<ListDeadLetterSourceQueuesRequest, ListDeadLetterSourceQueuesResult> {
  return async (input, context) => {
    const { arn } = await requireQueue(deps.store, context, nameOfUrl(context, input.QueueUrl));
    const { urls, nextToken } = await queuePage(deps, context, 'ListDeadLetterSourceQueues', input, {
      deadLetterArn: arn,
    });
    return { queueUrls: urls, NextToken: nextToken };
  };
}
