import { describe, expect, it } from 'vitest';
import { allAttributes, checkAttributes, checkSameAttributes, withAttributes } from './queue-attributes.ts';

describe('the attributes of a queue', () => {
  it.each([
    { VisibilityTimeout: '0' },
    { VisibilityTimeout: '43200', MessageRetentionPeriod: '1209600', DelaySeconds: '900' },
    { Policy: '{"Version":"2012-10-17"}' },
    { Policy: '', RedrivePolicy: '' },
    { SqsManagedSseEnabled: 'false', KmsMasterKeyId: 'alias/x' },
  ])('may be %j', (attributes) => expect(() => checkAttributes(attributes, false)).not.toThrow());

  it.each([
    { VisibilityTimeout: '43201' },
    { VisibilityTimeout: '-1' },
    { VisibilityTimeout: '1.5' },
    { VisibilityTimeout: '' },
    { MessageRetentionPeriod: '59' },
    { MaximumMessageSize: '1048577' },
    { ReceiveMessageWaitTimeSeconds: '21' },
    { Policy: 'everybody' },
    { SqsManagedSseEnabled: 'yes' },
  ])('may not be %j', (attributes) => {
    expect(() => checkAttributes(attributes, false)).toThrow(/^Invalid value for the parameter /);
  });

  it.each(['QueueArn', 'All', 'constructor', 'FifoQueue', 'DeduplicationScope'])(
    'of a standard queue have no %s to set',
    (name) => {
      expect(() => checkAttributes({ [name]: 'true' }, false)).toThrow(`Unknown Attribute ${name}.`);
    },
  );

  it('are shown with their defaults, of a FIFO queue more of them', () => {
    expect(allAttributes({}, false)).not.toHaveProperty('ContentBasedDeduplication');
    expect(allAttributes({ FifoQueue: 'true' }, true)).toMatchObject({
      FifoQueue: 'true',
      ContentBasedDeduplication: 'false',
      FifoThroughputLimit: 'perQueue',
      VisibilityTimeout: '30',
    });
  });

  it('are taken away by an empty text, where they can be', () => {
    expect(withAttributes({ Policy: '{}', DelaySeconds: '1' }, { Policy: '' })).toEqual({ DelaySeconds: '1' });
  });

  it('are the same when a default is asked for by its value', () => {
    expect(() => checkSameAttributes({}, { VisibilityTimeout: '30', RedrivePolicy: '' })).not.toThrow();
    expect(() => checkSameAttributes({}, { VisibilityTimeout: '31' })).toThrow('attribute VisibilityTimeout');
  });
});
