import { describe, expect, it } from 'vitest';
import { compilePolicy } from './compile-policy.ts';
import { type PolicyKind, parsePolicy } from './policy-document.ts';

const STATEMENT = { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::b/*' };
const TRUST = { Effect: 'Allow', Principal: { AWS: '111111111111' }, Action: 'sts:AssumeRole' };

describe('a policy', () => {
  const REFUSED: readonly [PolicyKind, unknown, string][] = [
    ['identity', '{', 'This policy contains invalid Json'],
    ['identity', 'null', 'Syntax errors in policy.'],
    ['identity', {}, 'Syntax errors in policy.'],
    ['identity', { Statement: [] }, 'Syntax errors in policy.'],
    ['identity', { Statement: 'x' }, 'Syntax errors in policy.'],
    ['identity', { Version: '2020-01-01', Statement: STATEMENT }, 'Syntax errors in policy.'],
    ['identity', { Statement: { ...STATEMENT, Effect: 'allow' } }, 'Syntax errors in policy.'],
    ['identity', { Statement: { ...STATEMENT, Resouce: '*' } }, 'Syntax errors in policy.'],
    ['identity', { Statement: { ...STATEMENT, NotAction: 's3:*' } }, 'Syntax errors in policy.'],
    ['identity', { Statement: { ...STATEMENT, Action: undefined } }, 'Policy statement must contain actions.'],
    ['identity', { Statement: { ...STATEMENT, Resource: undefined } }, 'Policy statement must contain resources.'],
    ['identity', { Statement: { ...STATEMENT, Action: 'GetObject' } }, 'must be prefaced by a vendor'],
    ['identity', { Statement: { ...STATEMENT, Resource: 'b/*' } }, 'Resource b/* must be in ARN format or "*".'],
    ['identity', { Statement: { ...STATEMENT, Principal: '*' } }, 'Policy document should not specify a principal.'],
    ['identity', { Statement: [{ ...STATEMENT, Sid: 'a b' }] }, 'should be alpha-numeric'],
    ['identity', { Statement: [STATEMENT, STATEMENT].map((one) => ({ ...one, Sid: 'a' })) }, 'must be unique'],
    [
      'identity',
      { Statement: { ...STATEMENT, Condition: { StringSame: { 'a:b': 'c' } } } },
      'Invalid Condition type : StringSame.',
    ],
    [
      'identity',
      { Statement: { ...STATEMENT, Condition: { StringEquals: { b: 'c' } } } },
      'must be prefaced by a vendor',
    ],
    ['identity', { Statement: { ...STATEMENT, Condition: 'x' } }, 'Syntax errors in policy.'],
    ['trust', { Statement: { ...TRUST, Resource: '*' } }, 'Has prohibited field Resource'],
    ['trust', { Statement: { ...TRUST, Principal: undefined } }, 'Missing required field Principal'],
    ['trust', { Statement: { ...TRUST, Action: 's3:GetObject' } }, 'may only specify STS AssumeRole actions'],
    ['trust', { Statement: { ...TRUST, Principal: { AWS: 'bob' } } }, 'Invalid principal in policy: "AWS":"bob"'],
    ['trust', { Statement: { ...TRUST, Principal: { AWS: 'arn:aws:iam::111111111111:user/*' } } }, 'Invalid principal'],
    ['trust', { Statement: { ...TRUST, Principal: { Human: 'x' } } }, 'Invalid principal'],
    ['resource', { Statement: STATEMENT }, 'Missing required field Principal'],
  ];

  it.each(REFUSED)('for %s is refused: %j', (kind, document, message) => {
    const text = typeof document === 'string' ? document : JSON.stringify(document);
    expect(() => compilePolicy(text, kind)).toThrow(message);
  });

  it('is read with one thing or several', () => {
    const one = parsePolicy(JSON.stringify({ Statement: STATEMENT }), 'identity');
    const list = parsePolicy(JSON.stringify({ Statement: [{ ...STATEMENT, Action: ['s3:GetObject'] }] }), 'identity');
    expect(one).toEqual(list);
    expect(parsePolicy(JSON.stringify({ Statement: TRUST }), 'trust').statements[0]?.principals?.named).toEqual({
      AWS: ['111111111111'],
    });
  });
});
