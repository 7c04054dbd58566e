import { describe, expect, it } from 'vitest';
import { crc32c } from './crc32c.ts';

describe('crc32c', () => {
  it('gives the check value of its definition', () => {
    expect(crc32c(Buffer.from('123456789'))).toBe(0xe3069283);
  });

  // Source: RFC 3720, appendix B.4.
  it.each([
    ['zeros', Buffer.alloc(32, 0), 0x8a9136aa],
    ['ones', Buffer.alloc(32, 0xff), 0x62a8ab43],
    ['ascending bytes', Buffer.from(Array.from({ length: 32 }, (_, i) => i)), 0x46dd794e],
  ])('agrees with the vectors of iSCSI: %s', (_title, bytes, expected) => {
    expect(crc32c(bytes)).toBe(expected);
  });

  it('goes on from what came before, wherever the bytes are cut', () => {
    const bytes = Buffer.from(Array.from({ length: 100 }, (_, i) => (i * 31) % 256));
    for (let cut = 0; cut <= bytes.length; cut++) {
      expect(crc32c(bytes.subarray(cut), crc32c(bytes.subarray(0, cut)))).toBe(crc32c(bytes));
    }
  });
});
