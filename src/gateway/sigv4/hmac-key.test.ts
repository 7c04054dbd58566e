import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HmacKey } from './hmac-key.ts';

describe('A key for many codes', () => {
  it('makes the codes that the library makes, whatever it made before', () => {
    const texts = fc.array(fc.string({ unit: 'binary', maxLength: 600 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), texts, (bytes, all) => {
        const key = new HmacKey(Buffer.from(bytes));
        for (const text of all) expect(key.hexOf(text)).toBe(createHmac('sha256', bytes).update(text).digest('hex'));
      }),
    );
  });

  it('refuses a key that is longer than a block', () => {
    expect(() => new HmacKey(Buffer.alloc(65))).toThrow('longer than a block');
  });
});
