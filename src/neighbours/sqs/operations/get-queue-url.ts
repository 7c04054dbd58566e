import type { GetQueueUrlRequest, GetQueueUrlResult } from '../../../api/generated/sqs-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { queueDoesNotExist } from '../queue-errors.ts';
import { queueUrl } from '../queue-names.ts';
import { requireQueue } from '../queue-store.ts';
import type { SqsDeps } from '../sqs-deps.ts';

export function getQueueUrl({ store }: SqsDeps): Operation<GetQueueUrlRequest, GetQueueUrlResult> {
  return async (input, context) => {
    const { account, endpoint } = context;
    if ((input.QueueOwnerAWSAccountId ?? account) !== account) throw queueDoesNotExist();
    const { name } = await requireQueue(store, context, input.QueueName);
    return { QueueUrl: queueUrl(endpoint, account, name) };
  };
}
