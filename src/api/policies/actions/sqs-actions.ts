import { type ActionsOf, arnIn, textOf } from './called-actions.ts';

/** What a call of SQS does, on the queue that its name or the end of its URL names. */
export function sqsActions(operation: string): ActionsOf {
  const action = `sqs:${operation.replace(/Batch$/, '')}`;
  return (input, scope) => {
    const queue = textOf(input, 'QueueName') ?? textOf(input, 'QueueUrl')?.split('/').at(-1);
    return [{ action, resource: queue === undefined ? '*' : arnIn(scope, 'sqs', queue) }];
  };
}
