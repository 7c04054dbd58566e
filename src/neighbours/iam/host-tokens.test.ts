import { describe, expect, it } from 'vitest';
import { HostTokens } from './host-tokens.ts';

const GRANT = {
  roleArn: 'arn:aws:iam::123456789012:role/Worker',
  sessionName: 'SageMaker',
  ownerArn: 'arn:aws:sagemaker:us-west-2:123456789012:training-job/a',
  account: '123456789012',
  region: 'us-west-2',
};

describe('the token of a host', () => {
  const tokens = new HostTokens(new Uint8Array(32).fill(7));

  it('says again what it was made for', () => {
    expect(tokens.open(tokens.seal(GRANT))).toEqual(GRANT);
  });

  it('is refused when anything about it was changed', () => {
    const token = tokens.seal(GRANT);
    const [payload = '', signature = ''] = token.split('.');
    const other = Buffer.from(JSON.stringify(['arn:aws:iam::123456789012:role/Admin'])).toString('base64url');
    const foreign = new HostTokens(new Uint8Array(32).fill(8)).seal(GRANT);
    for (const text of ['', '.', payload, `${other}.${signature}`, `${payload}.`, foreign, `x${token}`]) {
      expect(tokens.open(text), text).toBeUndefined();
    }
  });
});
