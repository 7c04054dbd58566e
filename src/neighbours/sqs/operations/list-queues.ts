import type { ListQueuesRequest, ListQueuesResult } from '../../../api/generated/sqs-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { queuePage } from '../queue-pages.ts';
import type { SqsDeps } from '../sqs-deps.ts';

/** Queues by name. QueueUrls is left out when there are none, as SQS does. */
export function listQueues(deps: SqsDeps): Operation<ListQueuesRequest, ListQueuesResult> {
  return async (input, context) => {
    const filter = { prefix: input.QueueNamePrefix };
    const { urls, nextToken } = await queuePage(deps, context, 'ListQueues', input, filter);
    return { ...(urls.length > 0 && { QueueUrls: urls }), NextToken: nextToken };
  };
}
