import { describe, expect, it } from 'vitest';
import { checkPolicyDocument, trustsCaller, trustsService } from './policy-document.ts';

const ACCOUNT = '123456789012';
const USER = `arn:aws:iam::${ACCOUNT}:user/admin`;

function trust(principal: unknown, members: object = {}): string {
  return JSON.stringify({
    Statement: [{ Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole', ...members }],
  });
}

describe('a trust policy', () => {
  it('names services one by one, in a list, or all at once', () => {
    const service = 'sagemaker.amazonaws.com';
    expect(trustsService(trust({ Service: service }), service)).toBe(true);
    expect(trustsService(trust({ Service: ['lambda.amazonaws.com', service] }), service)).toBe(true);
    expect(trustsService(trust('*'), service)).toBe(true);
    expect(trustsService(trust({ Service: 'lambda.amazonaws.com' }), service)).toBe(false);
    expect(trustsService(trust({ AWS: service }), service)).toBe(false);
  });

  it('names callers by account, root or ARN', () => {
    for (const named of [ACCOUNT, `arn:aws:iam::${ACCOUNT}:root`, USER, '*']) {
      expect(trustsCaller(trust({ AWS: named }), ACCOUNT, USER)).toBe(true);
    }
    expect(trustsCaller(trust({ AWS: 'arn:aws:iam::210987654321:root' }), ACCOUNT, USER)).toBe(false);
  });

  it('is overruled by a Deny, and allows nothing by another action', () => {
    const denied = JSON.parse(trust({ AWS: ACCOUNT })) as { Statement: object[] };
    denied.Statement.push({ Effect: 'Deny', Principal: { AWS: USER }, Action: 'sts:*' });
    expect(trustsCaller(JSON.stringify(denied), ACCOUNT, USER)).toBe(false);
    expect(trustsCaller(trust({ AWS: ACCOUNT }, { Action: 's3:GetObject' }), ACCOUNT, USER)).toBe(false);
  });
});

it('refuses what is no policy', () => {
  for (const text of ['', 'null', '{}', '{"Statement":"x"}', '{"Statement":[{}]}']) {
    expect(() => checkPolicyDocument(text)).toThrow();
  }
});
