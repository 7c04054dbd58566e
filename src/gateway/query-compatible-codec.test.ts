import { describe, expect, it } from 'vitest';
import { serviceModel } from '../api/model.ts';
import { ServiceError } from '../base/errors.ts';
import { jsonCodec } from './json-codec.ts';
import { queryCompatible } from './query-compatible-codec.ts';

const codec = queryCompatible(jsonCodec, serviceModel('sqs'));
const answer = (code: string, status = 400) => {
  const { headers, body } = codec.serialiseError(new ServiceError(code, 'why', status), undefined, 'id');
  return { type: JSON.parse(String(body)).__type, header: headers['x-amzn-query-error'] };
};

describe('an error of a service that once spoke query', () => {
  it('goes by the name of its shape, and tells the code that it had', () => {
    expect(answer('QueueDoesNotExist')).toEqual({
      type: 'QueueDoesNotExist',
      header: 'AWS.SimpleQueueService.NonExistentQueue;Sender',
    });
    expect(answer('QueueNameExists').header).toBe('QueueAlreadyExists;Sender');
  });

  it('has one name for both when the model has no other', () => {
    expect(answer('InvalidParameterValue').header).toBe('InvalidParameterValue;Sender');
    expect(answer('InternalFailure', 500).header).toBe('InternalFailure;Receiver');
  });
});
