import { describe, expect, it } from 'vitest';
import type { IndexedObject, KeyRange } from './object-index.ts';
import { compareKeys } from './object-keys.ts';
import { listPage, type PageStart } from './object-listing.ts';

/** An index in memory that counts what is read from it. */
function indexOf(keys: readonly string[]) {
  const sorted = [...keys].sort(compareKeys);
  const index = { rowsRead: 0, queries: 0, read };
  async function read(range: KeyRange): Promise<IndexedObject[]> {
    const rows = sorted
      .filter((key) => key.startsWith(range.prefix))
      .filter((key) => range.after === undefined || compareKeys(key, range.after) > 0)
      .filter((key) => range.from === undefined || compareKeys(key, range.from) >= 0)
      .slice(0, range.limit);
    index.rowsRead += rows.length;
    index.queries++;
    return rows.map((key) => ({
      ...{ bucket: range.bucket, key, sizeBytes: 0, etag: '', lastModifiedMs: 0, versionId: key, tags: {} },
      metadata: { contentType: '', headers: {}, user: {} },
    }));
  }
  return index;
}

const query = { bucket: 'b', prefix: '', delimiter: '/', limit: 1000 };

describe('listPage', () => {
  it('jumps over what lies below a common prefix', async () => {
    const crowd = (folder: string) => Array.from({ length: 30_000 }, (_, i) => `${folder}/${i}`);
    const index = indexOf([...crowd('a'), ...crowd('b'), 'c']);
    const page = await listPage(index.read, query);
    expect(page).toMatchObject({ commonPrefixes: ['a/', 'b/'], objects: [{ key: 'c' }] });
    expect(index.rowsRead).toBeLessThan(2000);
  });

  it('needs few queries where every folder holds one key', async () => {
    const index = indexOf(Array.from({ length: 5000 }, (_, i) => `folder ${String(i).padStart(5, '0')}/only`));
    const page = await listPage(index.read, query);
    expect(page.commonPrefixes).toHaveLength(1000);
    expect(page.next?.lastName).toBe('folder 00999/');
    expect(index.queries).toBeLessThanOrEqual(2);
  });

  it('shows every name once and in order, whatever the size of the pages', async () => {
    const keys = ['', 'a', 'a/', 'a/b', 'a/c/d', 'a0', 'b/x', 'é/1', '\uffff/1', '\u{1f600}/1', '\u{1f600}a'].filter(
      Boolean,
    );
    const whole = await listPage(indexOf(keys).read, query);
    const expected = [...whole.objects.map((object) => object.key), ...whole.commonPrefixes].sort(compareKeys);
    for (let limit = 1; limit <= 4; limit++) {
      const names: string[] = [];
      let start: PageStart | undefined;
      do {
        const page = await listPage(indexOf(keys).read, { ...query, limit, start });
        names.push(...[...page.objects.map((object) => object.key), ...page.commonPrefixes].sort(compareKeys));
        start = page.next?.start;
      } while (start);
      expect(names).toEqual(expected);
    }
  });

  it('shows nothing, and promises nothing, when asked for no keys', async () => {
    expect(await listPage(indexOf(['a']).read, { ...query, limit: 0 })).toEqual({ objects: [], commonPrefixes: [] });
  });
});
