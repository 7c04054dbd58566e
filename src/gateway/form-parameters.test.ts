import { describe, expect, it } from 'vitest';
import { serviceModel } from '../api/model.ts';
import { readForm } from './form-parameters.ts';

const read = (shape: string, form: string) => readForm(serviceModel('sts'), shape, new URLSearchParams(form));

describe('form parameters', () => {
  it('are read into lists, structures, numbers and text', () => {
    const form =
      'Action=AssumeRole&Version=2011-06-15&RoleArn=r&RoleSessionName=a%20b&DurationSeconds=900' +
      '&Tags.member.2.Key=k2&Tags.member.2.Value=v2&Tags.member.10.Key=k10&Tags.member.1.Key=k1' +
      '&TransitiveTagKeys.member.1=k1&PolicyArns=';
    expect(read('AssumeRoleRequest', form)).toEqual({
      RoleArn: 'r',
      RoleSessionName: 'a b',
      DurationSeconds: 900,
      Tags: [{ Key: 'k1' }, { Key: 'k2', Value: 'v2' }, { Key: 'k10' }],
      TransitiveTagKeys: ['k1'],
      PolicyArns: [],
    });
  });

  it('are refused when a number is none', () => {
    expect(() => read('AssumeRoleRequest', 'DurationSeconds=soon')).toThrow('DurationSeconds must be a number');
  });

  it('are refused when they nest without end', () => {
    expect(() => read('AssumeRoleRequest', `${'a.'.repeat(1000)}b=1`)).toThrow('nested too deep');
  });

  it('reads flattened lists by the name of their entries, and maps by that of their member', () => {
    const form = new URLSearchParams([
      ['QueueUrl', 'http://x/1/q'],
      ['SendMessageBatchRequestEntry.2.Id', 'b'],
      ['SendMessageBatchRequestEntry.1.Id', 'a'],
      ['SendMessageBatchRequestEntry.1.MessageBody', 'x'],
      ['SendMessageBatchRequestEntry.1.MessageAttribute.1.Name', 'colour'],
      ['SendMessageBatchRequestEntry.1.MessageAttribute.1.Value.DataType', 'String'],
      ['SendMessageBatchRequestEntry.1.MessageAttribute.1.Value.StringListValue.1', 'red'],
    ]);
    expect(readForm(serviceModel('sqs'), 'SendMessageBatchRequest', form)).toEqual({
      QueueUrl: 'http://x/1/q',
      Entries: [
        {
          Id: 'a',
          MessageBody: 'x',
          MessageAttributes: { colour: { DataType: 'String', StringListValues: ['red'] } },
        },
        { Id: 'b' },
      ],
    });
  });
});
