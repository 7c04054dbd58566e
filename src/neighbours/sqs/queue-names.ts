import { queueOfUrl } from '../../api/queue-url.ts';
import { formatArn, parseArn, partitionOf, type Scope } from '../../base/arn.ts';
import { ServiceError } from '../../base/errors.ts';
import { invalidParameter, queueDoesNotExist } from './queue-errors.ts';

const NAME = /^[\w-]{1,80}$/;
const FIFO_NAME = /^[\w-]{1,75}\.fifo$/;

export const isFifoName = (name: string) => name.endsWith('.fifo');

export function checkQueueName(name: string, isFifo: boolean): void {
  if (isFifo && !FIFO_NAME.test(name)) {
    throw invalidParameter(
      'The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with .fifo suffix and be 1 to 80 in length.',
    );
  }
  if (!isFifo && !NAME.test(name)) {
    throw invalidParameter('Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length');
  }
}

export function queueArn(scope: Scope, name: string): string {
  const { account, region } = scope;
  return formatArn({ partition: partitionOf(region), service: 'sqs', region, account, resource: name });
}

/** The name in the ARN of a queue of this account and region; undefined for any other text. */
export function nameOfArn(scope: Scope, text: string): string | undefined {
  const arn = parseArn(text);
  return arn && queueArn(scope, arn.resource) === text ? arn.resource : undefined;
}

export const queueUrl = (endpoint: string, account: string, name: string) => `${endpoint}/${account}/${name}`;

/**
 * The queue's name in a QueueUrl. Other accounts' queues are as if they were not there, because policies of queues are kept
 * but not asked.
 */
export function nameOfUrl(scope: Scope, url: string): string {
  const place = queueOfUrl(url);
  if (!place) {
    throw new ServiceError('InvalidAddress', `The address ${url.slice(0, 256)} is not valid for this endpoint.`);
  }
  if (place.account !== scope.account) throw queueDoesNotExist();
  return place.name;
}
