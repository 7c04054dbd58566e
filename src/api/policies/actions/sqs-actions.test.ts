import { describe, expect, it } from 'vitest';
import { sqsActions } from './sqs-actions.ts';

const SCOPE = { account: '123456789012', region: 'us-west-2' };
const resourceOf = (operation: string, input: Record<string, unknown>) =>
  sqsActions(operation)(input, SCOPE)[0]?.resource;

describe('The queue that a call is asked about', () => {
  it.each(['http://127.0.0.1:8080/123456789012/prod', 'https://sqs.us-west-2.amazonaws.com/123456789012/prod/'])(
    'is the one of %s, as the operation reads it',
    (QueueUrl) => {
      expect(resourceOf('PurgeQueue', { QueueUrl })).toBe('arn:aws:sqs:us-west-2:123456789012:prod');
    },
  );

  it('is never the one of a name that the operation does not read', () => {
    const input = { QueueName: 'mine', QueueUrl: 'http://127.0.0.1/123456789012/prod' };
    expect(resourceOf('DeleteQueue', input)).toBe('arn:aws:sqs:us-west-2:123456789012:prod');
    expect(resourceOf('CreateQueue', input)).toBe('arn:aws:sqs:us-west-2:123456789012:mine');
  });
});
