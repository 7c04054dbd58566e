import { describe, expect, it } from 'vitest';
import { RowCache } from './row-cache.ts';

const row = { document: '{}' };

describe('RowCache', () => {
  it('gives back what was put', () => {
    const cache = new RowCache();
    cache.put('job', row, 2, cache.changes);
    expect(cache.get('job')).toBe(row);
  });

  it('forgets a row as soon as a transaction changes it', () => {
    const cache = new RowCache();
    cache.put('job', row, 2, cache.changes);
    cache.hold('job');
    expect(cache.get('job')).toBeUndefined();
  });

  it('keeps no row that is being changed, because the commit may be done already', () => {
    const cache = new RowCache();
    cache.hold('job');
    cache.put('job', row, 2, cache.changes);
    expect(cache.get('job')).toBeUndefined();
  });

  it('keeps no row that was read before a change and arrives after it', () => {
    const cache = new RowCache();
    const before = cache.changes;
    cache.hold('job');
    cache.release('job');
    cache.put('job', row, 2, before);
    expect(cache.get('job')).toBeUndefined();
  });

  it('keeps rows again once every transaction that changed them has ended', () => {
    const cache = new RowCache();
    cache.hold('job');
    cache.hold('job');
    cache.release('job');
    cache.put('job', row, 2, cache.changes);
    expect(cache.get('job')).toBeUndefined();
    cache.release('job');
    cache.put('job', row, 2, cache.changes);
    expect(cache.get('job')).toBe(row);
  });

  it('freezes what it shares between readers', () => {
    const cache = new RowCache();
    const nested = { document: { tags: ['a'] } };
    cache.put('job', nested, 2, cache.changes);
    expect(() => nested.document.tags.push('b')).toThrow(TypeError);
  });

  it('stays within its size', () => {
    const cache = new RowCache();
    for (let i = 0; i < 100; i++) cache.put(`job-${i}`, { document: i }, 2 ** 20, cache.changes);
    expect(cache.get('job-0')).toBeUndefined();
    expect(cache.get('job-99')).toEqual({ document: 99 });
  });
});
