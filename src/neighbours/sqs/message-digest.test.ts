import { describe, expect, it } from 'vitest';
import { attributesMd5 } from './message-digest.ts';

const number = (value: string) => ({ DataType: 'Number', StringValue: value });

describe('the digest of message attributes', () => {
  it('is the one that SQS gives', () => {
    // An answer of the service, as other implementations hold themselves against it.
    expect(attributesMd5({ timestamp: number('1493147359900') })).toBe('235c5c510d26fb653d073faed50ae77c');
  });

  it('does not depend on the order in which attributes are given', () => {
    const [a, b] = [number('1'), { DataType: 'Binary', BinaryValue: Buffer.from([7]) }];
    expect(attributesMd5({ a, b })).toBe(attributesMd5({ b, a }));
    expect(attributesMd5({ a, b })).not.toBe(attributesMd5({ a }));
  });

  it('is absent without attributes', () => {
    expect(attributesMd5({})).toBeUndefined();
    expect(attributesMd5(undefined)).toBeUndefined();
  });
});
