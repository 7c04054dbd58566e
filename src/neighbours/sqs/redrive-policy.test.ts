import { describe, expect, it } from 'vitest';
import { parseRedriveAllowPolicy, parseRedrivePolicy, takesDeadLettersOf } from './redrive-policy.ts';

const ARN = 'arn:aws:sqs:us-west-2:123456789012:dead';

describe('a redrive policy', () => {
  it.each([3, '3'])('names a queue and a number of receives, be it %j', (maxReceiveCount) => {
    const text = JSON.stringify({ deadLetterTargetArn: ARN, maxReceiveCount });
    expect(parseRedrivePolicy(text)).toEqual({ deadLetterTargetArn: ARN, maxReceiveCount: 3 });
  });

  it.each(['', '{', '[]', 'null', '7', '{}', `{"deadLetterTargetArn":"${ARN}"}`])('is not %s', (text) => {
    expect(parseRedrivePolicy(text)).toBeUndefined();
  });

  it.each([0, 1001, 1.5, 'many', null])('does not count to %j', (maxReceiveCount) => {
    expect(parseRedrivePolicy(JSON.stringify({ deadLetterTargetArn: ARN, maxReceiveCount }))).toBeUndefined();
  });
});

describe('a policy for whose dead letters are taken', () => {
  const text = (redrivePermission: string, sourceQueueArns?: unknown) =>
    JSON.stringify({ redrivePermission, sourceQueueArns });

  it('takes all by default, none, or those of some queues', () => {
    expect(takesDeadLettersOf(undefined, ARN)).toBe(true);
    expect(takesDeadLettersOf(text('allowAll'), ARN)).toBe(true);
    expect(takesDeadLettersOf(text('denyAll'), ARN)).toBe(false);
    expect(takesDeadLettersOf(text('byQueue', [ARN]), ARN)).toBe(true);
    expect(takesDeadLettersOf(text('byQueue', [`${ARN}-other`]), ARN)).toBe(false);
  });

  it.each([text('some'), text('byQueue'), text('byQueue', []), text('allowAll', [ARN]), text('byQueue', [7]), '[]'])(
    'is not %s',
    (policy) => expect(parseRedriveAllowPolicy(policy)).toBeUndefined(),
  );
});
