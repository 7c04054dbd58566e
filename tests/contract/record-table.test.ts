import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { isScattered, type RecordQuery } from '../../src/store/sql/record-query.ts';
import { createRecordTable, RecordTable, type ResourceRecord } from '../../src/store/sql/record-table.ts';
import type { SqlStore } from '../../src/store/sql/sql-store.ts';
import { forEachStore } from '../support/stores.ts';

type Document = { readonly note: string };
type Extra = { version: number; origin: string | null };
type Thing = ResourceRecord<Document, Extra>;

const scope = { account: '123456789012', region: 'eu-west-1' };
const things = new RecordTable<Document, Extra>('things', ['version', 'origin']);

function thing(name: string, changes: Partial<Thing> = {}): Thing {
  return {
    ...scope,
    parent: '',
    name,
    arn: `arn:aws:sagemaker:eu-west-1:123456789012:thing/${name}`,
    status: 'InService',
    creationMs: 1_790_000_000_000,
    modifiedMs: 1_790_000_000_000,
    document: { note: name },
    extra: { version: 1, origin: null },
    ...changes,
  };
}

forEachStore('a record table', (open) => {
  const openWithThings = async (...records: Thing[]) => {
    const store = await open();
    await store.transaction((tx) => createRecordTable(tx.db, 'things', { version: 'bigint', origin: 'text' }));
    await insert(store, ...records);
    return store;
  };

  it('gives back what was put in', async () => {
    const record = thing('Thing-1', {
      document: { note: 'ünï\u0000 "quoted" 😀' },
      extra: { version: 7, origin: 'x' },
    });
    const store = await openWithThings(record);
    expect(await things.find(store, scope, 'Thing-1')).toEqual(record);
    expect(await things.findByArn(store.reader, record.arn)).toEqual(record);
    expect(await store.transaction((tx) => things.findForUpdate(store, tx, scope, 'Thing-1'))).toEqual(record);
  });

  it('keeps accounts, regions and parents apart', async () => {
    const store = await openWithThings(thing('a'));
    expect(await things.find(store, { ...scope, account: '210987654321' }, 'a')).toBeUndefined();
    expect(await things.find(store, { ...scope, region: 'us-east-1' }, 'a')).toBeUndefined();
    expect(await things.find(store, scope, 'a', 'parent')).toBeUndefined();
    expect(await things.list(store.reader, { ...scope, region: 'us-east-1' }, byName())).toEqual([]);
  });

  it('finds and refuses names without regard to case, and keeps their spelling', async () => {
    const store = await openWithThings(thing('MyThing'));
    expect((await things.find(store, scope, 'mything'))?.name).toBe('MyThing');
    expect((await things.findByArn(store.reader, thing('MYTHING').arn))?.name).toBe('MyThing');
    expect(await store.transaction((tx) => things.insert(tx, thing('MYTHING')))).toBe(false);
    expect((await things.find(store, scope, 'MYTHING'))?.name).toBe('MyThing');
  });

  it('gives one of two creators of the same name the name', async () => {
    const store = await openWithThings();
    const results = await Promise.all(
      ['race', 'RACE', 'Race'].map((name) => store.transaction((tx) => things.insert(tx, thing(name)))),
    );
    expect(results.filter(Boolean)).toHaveLength(1);
  });

  it('updates and deletes what is there, and says so when nothing is', async () => {
    const store = await openWithThings(thing('a'));
    const changed = thing('a', { status: 'Failed', modifiedMs: 1_790_000_000_001, extra: { version: 2, origin: 'y' } });
    expect(await store.transaction((tx) => things.update(tx, changed))).toBe(true);
    expect(await things.find(store, scope, 'a')).toEqual(changed);
    expect(await store.transaction((tx) => things.update(tx, thing('b')))).toBe(false);
    expect(await store.transaction((tx) => things.delete(tx, scope, 'A'))).toBe(true);
    expect(await store.transaction((tx) => things.delete(tx, scope, 'a'))).toBe(false);
  });

  it('loses no change made by transactions that read for update', async () => {
    const store = await openWithThings(thing('a'));
    const increment = () =>
      store.transaction(async (tx) => {
        const found = await things.findForUpdate(store, tx, scope, 'a');
        if (found) await things.update(tx, { ...found, extra: { ...found.extra, version: found.extra.version + 1 } });
      });
    await Promise.all(Array.from({ length: 20 }, increment));
    expect((await things.find(store, scope, 'a'))?.extra.version).toBe(21);
  });

  it('pages through everything once, by any column, in either order, when many values are equal', async () => {
    const statuses = ['InService', 'Failed', 'Creating'];
    const records = Array.from({ length: 23 }, (_, i) =>
      thing(i % 2 ? `Thing-${i}` : `thing_${i}`, {
        status: statuses[i % 3] ?? '',
        creationMs: 1_790_000_000_000 + (i % 4),
        modifiedMs: 1_790_000_000_000,
        extra: { version: i % 5, origin: null },
      }),
    );
    const store = await openWithThings(...records);
    for (const sortBy of ['name_key', 'creation_ms', 'modified_ms', 'status', 'version']) {
      for (const order of ['asc', 'desc'] as const) {
        const listed = await allPages(store, { sortBy, order, limit: 4 });
        const expected = [...records].sort((a, b) => compareKeys(things.keyOf(a, sortBy), things.keyOf(b, sortBy)));
        if (order === 'desc') expected.reverse();
        expect(
          listed.map((record) => record.name),
          `${sortBy} ${order}`,
        ).toEqual(expected.map((record) => record.name));
      }
    }
  });

  it('goes on after a row that was deleted between two pages', async () => {
    const store = await openWithThings(thing('a'), thing('b'), thing('c'), thing('d'));
    const [, second] = await things.list(store.reader, scope, { ...byName(), limit: 2 });
    if (!second) throw new Error('the first page is short');
    await store.transaction((tx) => things.delete(tx, scope, second.name));
    const next = await things.list(store.reader, scope, { ...byName(), after: things.keyOf(second, 'name_key') });
    expect(next.map((record) => record.name)).toEqual(['c', 'd']);
  });

  it('filters by parent, equality, text in the name and times, the bounds left out', async () => {
    const at = (offsetMs: number) => 1_790_000_000_000 + offsetMs;
    const store = await openWithThings(
      thing('train-1', { creationMs: at(1), modifiedMs: at(10) }),
      thing('Train-2', { creationMs: at(2), modifiedMs: at(20), status: 'Failed' }),
      thing('eval_%3', { creationMs: at(3), modifiedMs: at(30) }),
      thing('child', { creationMs: at(4), modifiedMs: at(40), parent: 'p', arn: 'arn:child' }),
    );
    const listed = async (query: Partial<RecordQuery>) =>
      (await things.list(store.reader, scope, { ...byName(), sortBy: 'creation_ms', ...query })).map(
        ({ name }) => name,
      );
    expect(await listed({})).toEqual(['train-1', 'Train-2', 'eval_%3', 'child']);
    expect(await listed({ parent: 'p' })).toEqual(['child']);
    expect(await listed({ parent: '' })).toEqual(['train-1', 'Train-2', 'eval_%3']);
    expect(await listed({ equals: { status: 'Failed' } })).toEqual(['Train-2']);
    expect(await listed({ nameContains: 'rain' })).toEqual(['train-1', 'Train-2']);
    expect(await listed({ nameContains: 'train' })).toEqual(['train-1']);
    expect(await listed({ nameContains: '%' })).toEqual(['eval_%3']);
    expect(await listed({ nameContains: '_' })).toEqual(['eval_%3']);
    expect(await listed({ createdAfterMs: at(1), createdBeforeMs: at(4) })).toEqual(['Train-2', 'eval_%3']);
    expect(await listed({ modifiedAfterMs: at(20) })).toEqual(['eval_%3', 'child']);
    expect(await listed({ modifiedBeforeMs: at(20) })).toEqual(['train-1']);
  });

  describe('narrowed to times and sorted by something else', () => {
    const ROWS = 12_500;
    const at = (offsetMs: number) => 1_790_000_000_000 + offsetMs;
    let store: SqlStore;

    beforeAll(async () => {
      store = await openWithThings();
      // Names in the order of their times: the worst case for those who walk by name.
      await store.transaction((tx) =>
        sql`insert into things (account, region, parent, name, name_key, arn, arn_key, status, creation_ms, modified_ms,
            document, version, origin)
          with recursive numbers (i) as (select 1 union all select i + 1 from numbers where i < ${ROWS})
          select ${scope.account}, ${scope.region}, '', 'n' || (i + 100000), 'n' || (i + 100000), 'n' || (i + 100000),
            'n' || (i + 100000), 'InService', cast(${at(0)} as bigint) + i, cast(${at(0)} as bigint) + i, '{}', 1, null from numbers`.execute(
          tx.db,
        ),
      );
    });

    async function pages(query: Partial<RecordQuery>): Promise<{ names: string[]; empty: number }> {
      const asked: RecordQuery = { ...byName(), limit: 7, ...query };
      expect(isScattered(asked)).toBe(true);
      const names: string[] = [];
      let after: readonly (string | number)[] | undefined = [];
      let empty = 0;
      while (after) {
        const { records, lookedUntil }: Awaited<ReturnType<typeof things.listScattered>> = await things.listScattered(
          store.reader,
          scope,
          { ...asked, after },
        );
        names.push(...records.map(({ name }) => name));
        if (records.length === 0 && lookedUntil) empty += 1;
        const last = records.at(-1);
        after = lookedUntil ?? (records.length === asked.limit && last ? things.keyOf(last, asked.sortBy) : undefined);
      }
      return { names, empty };
    }

    it('sorts the few that there are', async () => {
      const { names } = await pages({ createdAfterMs: at(5000), createdBeforeMs: at(5011), order: 'desc' });
      expect(names).toEqual(Array.from({ length: 10 }, (_, i) => `n${105_010 - i}`));
    });

    it('walks where there are many, and says how far it came when they are far', async () => {
      const { names, empty } = await pages({ createdAfterMs: at(10_400), limit: 300 });
      expect(names).toEqual(Array.from({ length: ROWS - 10_400 }, (_, i) => `n${110_401 + i}`));
      expect(empty).toBe(1);
      const near = await pages({ modifiedBeforeMs: at(2050), limit: 500 });
      expect(near).toEqual({ names: Array.from({ length: 2049 }, (_, i) => `n${100_001 + i}`), empty: 0 });
    });
  });

  it('refuses to page by a column that a row leaves empty', async () => {
    expect(() => things.keyOf(thing('a'), 'origin')).toThrow('cannot be listed by origin');
  });
});

const byName = (): RecordQuery => ({ sortBy: 'name_key', order: 'asc', limit: 100 });

async function insert(store: SqlStore, ...records: Thing[]): Promise<void> {
  await store.transaction(async (tx) => {
    for (const record of records) expect(await things.insert(tx, record)).toBe(true);
  });
}

async function allPages(store: SqlStore, query: RecordQuery): Promise<Thing[]> {
  const all: Thing[] = [];
  for (;;) {
    const last = all.at(-1);
    const page = await things.list(
      store.reader,
      scope,
      last ? { ...query, after: things.keyOf(last, query.sortBy) } : query,
    );
    all.push(...page);
    if (page.length < query.limit) return all;
  }
}

function compareKeys(a: readonly (string | number)[], b: readonly (string | number)[]): number {
  for (const [index, left] of a.entries()) {
    const right = b[index] ?? '';
    if (left !== right) return left < right ? -1 : 1;
  }
  return 0;
}
