import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { migrate } from '../../src/store/sql/migrate.ts';
import { isUniqueViolation } from '../../src/store/sql/sql-errors.ts';
import type { SqlStore, SqlTransaction } from '../../src/store/sql/sql-store.ts';
import { forEachStore } from '../support/stores.ts';

type Tables = { things: { name: string; amount: number } };

async function makeThings(store: SqlStore): Promise<void> {
  await store.transaction(async (tx) => {
    await tx.db.schema
      .createTable('things')
      .addColumn('name', 'text', (column) => column.primaryKey())
      .addColumn('amount', 'bigint', (column) => column.notNull())
      .execute();
  });
}

const put = (tx: SqlTransaction, name: string, amount: number) =>
  tx.db.withTables<Tables>().insertInto('things').values({ name, amount }).execute();

const names = async (store: SqlStore) =>
  (await store.reader.withTables<Tables>().selectFrom('things').selectAll().orderBy('name').execute()).map(
    (row) => row.name,
  );

forEachStore('the SQL store', (open, dialect) => {
  it('keeps what was committed and gives numbers back as numbers', async () => {
    const store = await open();
    await makeThings(store);
    const atMs = 1_790_000_000_123;
    await store.transaction((tx) => put(tx, 'a', atMs));
    const rows = await store.reader.withTables<Tables>().selectFrom('things').selectAll().execute();
    expect(rows).toEqual([{ name: 'a', amount: atMs }]);
  });

  it('rolls back everything when the work throws, and runs no callback', async () => {
    const store = await open();
    await makeThings(store);
    const called: string[] = [];
    const work = store.transaction(async (tx) => {
      await put(tx, 'a', 1);
      tx.afterCommit(() => called.push('a'));
      throw new Error('on purpose');
    });
    await expect(work).rejects.toThrow('on purpose');
    expect(await names(store)).toEqual([]);
    expect(called).toEqual([]);
  });

  it('runs callbacks after the commit, when readers see it', async () => {
    const store = await open();
    await makeThings(store);
    const seen = new Promise<string[]>((resolve, reject) => {
      void store.transaction(async (tx) => {
        tx.afterCommit(() => names(store).then(resolve, reject));
        await put(tx, 'a', 1);
      });
    });
    expect(await seen).toEqual(['a']);
  });

  it('acknowledges a commit even if a callback throws', async () => {
    const store = await open();
    await makeThings(store);
    await store.transaction(async (tx) => {
      tx.afterCommit(() => {
        throw new Error('a bug');
      });
      await put(tx, 'a', 1);
    });
    expect(await names(store)).toEqual(['a']);
  });

  it('lets readers go on while a transaction is open, without seeing it', async () => {
    const store = await open();
    await makeThings(store);
    await store.transaction(async (tx) => {
      await put(tx, 'a', 1);
      expect(await names(store)).toEqual([]);
    });
    expect(await names(store)).toEqual(['a']);
  });

  it('loses no increment of a counter that many transactions read and write', async () => {
    const store = await open();
    await makeThings(store);
    await store.transaction((tx) => put(tx, 'counter', 0));
    const increment = () =>
      store.transaction(async (tx) => {
        const query = tx.db.withTables<Tables>().selectFrom('things').selectAll().where('name', '=', 'counter');
        const row = await (dialect === 'postgres' ? query.forUpdate() : query).executeTakeFirstOrThrow();
        await tx.db
          .withTables<Tables>()
          .updateTable('things')
          .set({ amount: row.amount + 1 })
          .where('name', '=', 'counter')
          .execute();
      });
    await Promise.all(Array.from({ length: 50 }, increment));
    const row = await store.reader.withTables<Tables>().selectFrom('things').selectAll().executeTakeFirst();
    expect(row?.amount).toBe(50);
  });

  it('finishes both of two transactions that lock the same rows in opposite order', async () => {
    const store = await open();
    await makeThings(store);
    await store.transaction(async (tx) => {
      await put(tx, 'a', 0);
      await put(tx, 'b', 0);
    });
    const add = (tx: SqlTransaction, name: string) =>
      tx.db
        .withTables<Tables>()
        .updateTable('things')
        .set((eb) => ({ amount: eb('amount', '+', 1) }))
        .where('name', '=', name)
        .execute();
    const both = (first: string, second: string) =>
      store.transaction(async (tx) => {
        await add(tx, first);
        await new Promise((resolve) => setImmediate(resolve));
        await add(tx, second);
      });
    await Promise.all(Array.from({ length: 6 }, (_, i) => (i % 2 ? both('a', 'b') : both('b', 'a'))));
    const rows = await store.reader.withTables<Tables>().selectFrom('things').selectAll().orderBy('name').execute();
    expect(rows).toEqual([
      { name: 'a', amount: 6 },
      { name: 'b', amount: 6 },
    ]);
  });

  it('tells a doubled key from other errors', async () => {
    const store = await open();
    await makeThings(store);
    await store.transaction((tx) => put(tx, 'a', 1));
    const error = await store.transaction((tx) => put(tx, 'a', 2)).catch((reason: unknown) => reason);
    expect(isUniqueViolation(error)).toBe(true);
    const other = await store.transaction((tx) => sql`select * from nowhere`.execute(tx.db)).catch((e: unknown) => e);
    expect(other).toBeInstanceOf(Error);
    expect(isUniqueViolation(other)).toBe(false);
  });

  it('never acknowledges a transaction that the database has given up', async () => {
    const store = await open();
    await makeThings(store);
    const swallowing = store.transaction(async (tx) => {
      await put(tx, 'a', 1);
      await sql
        .raw(dialect === 'postgres' ? 'select 1/0' : 'rollback')
        .execute(tx.db)
        .catch(() => undefined);
    });
    await expect(swallowing).rejects.toThrow('rolled back');
    expect(await names(store)).toEqual([]);
    await store.transaction((tx) => put(tx, 'b', 1));
    expect(await names(store)).toEqual(['b']);
  });

  it('refuses queries on a transaction that has ended', async () => {
    const store = await open();
    await makeThings(store);
    let kept: SqlTransaction | undefined;
    await store.transaction(async (tx) => {
      kept = tx;
    });
    const late = kept;
    if (!late) throw new Error('the transaction did not run');
    await expect(put(late, 'a', 1)).rejects.toThrow('committed');
    expect(await names(store)).toEqual([]);
  });

  it('stores booleans as 0 and 1 and refuses what no column can hold', async () => {
    const store = await open();
    await makeThings(store);
    await store.transaction((tx) => sql`insert into things values ('yes', ${true})`.execute(tx.db));
    expect(await store.reader.withTables<Tables>().selectFrom('things').selectAll().execute()).toEqual([
      { name: 'yes', amount: 1 },
    ]);
    const dated = store.transaction((tx) => sql`insert into things values ('no', ${new Date(0)})`.execute(tx.db));
    await expect(dated).rejects.toThrow('may not be of type object');
  });

  it('orders text by its bytes', async () => {
    const store = await open();
    await makeThings(store);
    await store.transaction(async (tx) => {
      for (const name of ['b', 'B', 'a-1', 'a1', 'é', 'Z']) await put(tx, name, 1);
    });
    expect(await names(store)).toEqual(['B', 'Z', 'a-1', 'a1', 'b', 'é']);
  });

  it('migrates again without harm', async () => {
    const store = await open();
    await Promise.all([migrate(store), migrate(store)]);
    const rows = await store.reader
      .withTables<{ tags: { tag_key: string } }>()
      .selectFrom('tags')
      .selectAll()
      .execute();
    expect(rows).toEqual([]);
  });
});
