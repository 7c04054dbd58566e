import { describe, expect, it } from 'vitest';
import { copySourceOf } from './copy-source.ts';

describe('copySourceOf', () => {
  it.each([
    ['bucket/key', 'key'],
    ['/bucket/key', 'key'],
    ['bucket/a%20b%2Fc', 'a b/c'],
    ['bucket/dir/%C3%A9%3Fx', 'dir/é?x'],
    ['bucket/key?versionId=null', 'key'],
    ['bucket/../up', '../up'],
  ])('reads %s', (header, key) => {
    expect(copySourceOf(header)).toEqual({ bucket: 'bucket', key });
  });

  it.each(['bucket', 'bucket/', '/', '', 'bucket/%zz', 'bucket/k?versionId=abc'])('refuses %j', (header) => {
    expect(() => copySourceOf(header)).toThrow(expect.objectContaining({ code: 'InvalidArgument' }));
  });
});
