import { describe, expect, it } from 'vitest';
import { bytesOfBase64 } from './base64.ts';

describe('bytesOfBase64', () => {
  it.each(['', 'a', 'ab', 'abc', 'abcd', '\u0000\u00ff', 'x'.repeat(1000)])('reads what was written (%j)', (text) => {
    const bytes = Buffer.from(text, 'latin1');
    expect(bytesOfBase64(bytes.toString('base64'))).toEqual(bytes);
  });

  it.each([
    'xyz',
    'YmxvYg=',
    'YmxvYg',
    'Ym xvYg==',
    'Ymxv\n',
    'Y===',
    '====',
    '=abc',
    'ab=c',
    'ab==abcd',
    '_-_-',
    'é===',
    '****',
  ])('reads nothing else (%j)', (text) => {
    expect(bytesOfBase64(text)).toBeUndefined();
  });

  it('reads much', () => {
    const bytes = Buffer.alloc(20 * 2 ** 20, 7);
    expect(bytesOfBase64(bytes.toString('base64'))?.equals(bytes)).toBe(true);
  });
});
