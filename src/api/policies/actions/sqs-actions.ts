import { queueOfUrl } from '../../queue-url.ts';
import { type ActionsOf, arnIn, textOf } from './called-actions.ts';

/** Operations that name a queue; all others have its URL. */
const BY_NAME = new Set(['CreateQueue', 'GetQueueUrl']);

/** What a call of SQS does, on the queue that its name or its URL names. */
export function sqsActions(operation: string): ActionsOf {
  const action = `sqs:${operation.replace(/Batch$/, '')}`;
  return (input, scope) => {
    const queue = BY_NAME.has(operation)
      ? textOf(input, 'QueueName')
      : queueOfUrl(textOf(input, 'QueueUrl') ?? '')?.name;
    return [{ action, resource: queue === undefined ? '*' : arnIn(scope, 'sqs', queue) }];
  };
}
