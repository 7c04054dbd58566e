import { describe, expect, it } from 'vitest';
import type { CallInput } from './actions/called-actions.ts';
import { CallKeys } from './call-keys.ts';

const ANN = { account: '123456789012', arn: 'arn:aws:iam::123456789012:user/ann' };
const context = {
  ...{ account: ANN.account, region: 'us-west-2', requestId: 'r', endpoint: '' },
  principal: { kind: 'user', arn: ANN.arn, account: ANN.account, principalId: 'AIDAANN' },
} as const;

const values = (input: CallInput, key: string) =>
  new CallKeys({ subject: ANN, context, input, nowMs: 0, resource: '*', principalTags: [] }).values(key);

describe('the tags of a request', () => {
  const FORMS: readonly [string, CallInput][] = [
    [
      'a list',
      {
        Tags: [
          { Key: 'team', Value: 'a' },
          { Key: 'none', Value: '' },
        ],
      },
    ],
    ['a map, as queues have them', { Tags: { team: 'a', none: '' } }],
    ['a map, as log groups have them', { tags: { team: 'a', none: '' } }],
    ['the header of S3', { Tagging: 'team=a&none=' }],
    [
      'the document of S3',
      {
        Tagging: {
          TagSet: [
            { Key: 'team', Value: 'a' },
            { Key: 'none', Value: '' },
          ],
        },
      },
    ],
  ];

  it.each(FORMS)('are found in %s', (_form, input) => {
    expect(values(input, 'aws:requesttag/team')).toEqual(['a']);
    expect(values(input, 'aws:requesttag/none')).toEqual(['']);
    expect(values(input, 'aws:requesttag/other')).toBeUndefined();
    expect(values(input, 'aws:tagkeys')).toEqual(['team', 'none']);
  });

  it.each(['TagKeys', 'tagKeys', 'tags'])('are told by their keys when %s takes them away', (member) => {
    expect(values({ [member]: ['team', 'none'] }, 'aws:tagkeys')).toEqual(['team', 'none']);
    expect(values({ [member]: ['team'] }, 'aws:requesttag/team')).toBeUndefined();
  });

  it('are none where there are none', () => {
    for (const input of [{}, { tags: {} }, { Tags: [] }, { tags: null }, { Tags: 'team' }]) {
      expect(values(input, 'aws:tagkeys')).toBeUndefined();
      expect(values(input, 'aws:requesttag/team')).toBeUndefined();
    }
  });
});
