import { describe, expect, it } from 'vitest';
import { rangeOf } from './byte-ranges.ts';

describe('rangeOf', () => {
  it.each([
    ['bytes=0-0', 10, { first: 0, last: 0 }],
    ['bytes=2-', 10, { first: 2, last: 9 }],
    ['bytes=-3', 10, { first: 7, last: 9 }],
    ['bytes=-30', 10, { first: 0, last: 9 }],
    ['bytes=5-999999999999', 10, { first: 5, last: 9 }],
  ])('reads %s', (header, size, expected) => {
    expect(rangeOf(header, size)).toEqual(expected);
  });

  it.each([undefined, '', 'bytes=', 'bytes=-', 'bytes=4-2', 'bytes=0-1,3-4', 'items=0-1', 'bytes=a-b'])(
    'passes over %s',
    (header) => {
      expect(rangeOf(header, 10)).toBeUndefined();
    },
  );

  it.each([
    ['bytes=10-', 10],
    ['bytes=0-', 0],
    ['bytes=-0', 10],
  ])('refuses %s of %i bytes', (header, size) => {
    expect(() => rangeOf(header, size)).toThrow(expect.objectContaining({ code: 'InvalidRange', status: 416 }));
  });
});
