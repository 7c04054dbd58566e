import { describe, expect, it } from 'vitest';
import { isPlainPath } from './input-download.ts';
import { pathBelow, shareOf } from './input-listing.ts';
import type { JobHost, JobInput } from './job-spec.ts';

describe('pathBelow', () => {
  it.each([
    ['data/', 'data/a.csv', 'a.csv'],
    ['data', 'data/deep/a.csv', 'deep/a.csv'],
    ['', 'a/b.csv', 'a/b.csv'],
    ['data/a.csv', 'data/a.csv', 'a.csv'],
    ['a.csv', 'a.csv', 'a.csv'],
    ['data/a', 'data/archive/x', 'archive/x'],
    ['tra', 'train/x', 'train/x'],
  ])('puts of prefix "%s" the key %s at %s', (prefix, key, path) => {
    expect(pathBelow(prefix, key)).toBe(path);
  });
});

describe('isPlainPath', () => {
  it.each(['a', 'a/b.csv', '...', 'a b/ü'])('takes %j', (path) => expect(isPlainPath(path)).toBe(true));
  it.each(['', '/a', 'a/', 'a//b', '..', 'a/../../b', './a', 'a\0b', 'x'.repeat(256)])('refuses %j', (path) =>
    expect(isPlainPath(path)).toBe(false),
  );
});

describe('shareOf', () => {
  const hosts = ['a', 'a', 'b'].map(
    (instanceGroup, index) => ({ name: `algo-${index + 1}`, instanceGroup }) as JobHost,
  );
  const objects = [0, 1, 2, 3].map((i) => ({ bucket: 'b', key: String(i), sizeBytes: 1, path: String(i) }));
  const keys = (input: Partial<JobInput>) =>
    hosts.map((host) =>
      shareOf(objects, { distribution: 'ShardedByS3Key', ...input } as JobInput, host, hosts)
        .map((object) => object.key)
        .join(''),
    );

  it('deals objects out, whole', () => {
    expect(keys({})).toEqual(['03', '1', '2']);
  });

  it('deals them out among the instance groups that get the input', () => {
    expect(keys({ instanceGroups: ['a'] })).toEqual(['02', '13', '']);
  });

  it('gives everybody everything when fully replicated', () => {
    expect(keys({ distribution: 'FullyReplicated' })).toEqual(['0123', '0123', '0123']);
  });
});
