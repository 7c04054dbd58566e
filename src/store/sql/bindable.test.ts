import { describe, expect, it } from 'vitest';
import { bindable } from './bindable.ts';

describe('A query parameter', () => {
  it('is taken as it is, apart from booleans', () => {
    for (const value of ['text', 7, 7n, null, new Uint8Array([1])]) expect(bindable(value)).toBe(value);
    expect([bindable(true), bindable(false)]).toEqual([1, 0]);
  });

  it('is refused to the caller when it is text that not every database can keep', () => {
    expect(() => bindable('a\0b')).toThrow(expect.objectContaining({ code: 'ValidationException' }));
  });

  it('is a bug of ours when it is of another type', () => {
    for (const value of [undefined, {}, new Date(), Symbol('x')]) expect(() => bindable(value)).toThrow(/may not be/);
  });
});
