import { describe, expect, it } from 'vitest';
import { afterPrefix } from './text-ranges.ts';

describe('afterPrefix', () => {
  it.each([
    ['a', 'b'],
    ['dir/', 'dir0'],
    ['\ud7ff', '\ue000'],
    ['a\u{10ffff}', 'b'],
    ['z\u{1f600}', 'z\u{1f601}'],
  ])('gives what comes after everything that begins with %j', (prefix, expected) => {
    expect(afterPrefix(prefix)).toBe(expected);
    expect(Buffer.compare(Buffer.from(`${prefix}\u{10ffff}\u{10ffff}`), Buffer.from(expected))).toBeLessThan(0);
  });

  it('has nothing after the last prefix of all', () => {
    expect(afterPrefix('\u{10ffff}')).toBeUndefined();
  });
});
