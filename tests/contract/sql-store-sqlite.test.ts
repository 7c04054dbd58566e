import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ServiceError } from '../../src/base/errors.ts';
import type { SqlStore } from '../../src/store/sql/sql-store.ts';
import { StoreInUseError } from '../../src/store/sql/sqlite-lock.ts';
import { openSqliteStore } from '../../src/store/sql/sqlite-store.ts';
import { count, counterValue, createCounters } from '../support/counters.ts';

describe('the SQLite store', () => {
  const directories: string[] = [];
  const stores: SqlStore[] = [];
  const newPath = () => {
    const directory = mkdtempSync(join(tmpdir(), 'sagebrush-sqlite-'));
    directories.push(directory);
    return join(directory, 'deep', 'state.db');
  };
  const open = async (path: string) => {
    const store = await openSqliteStore({ path });
    stores.push(store);
    return store;
  };
  afterEach(async () => {
    for (const store of stores.splice(0)) await store.close();
    for (const directory of directories.splice(0)) rmSync(directory, { recursive: true, force: true });
  });

  it('has one owner at a time, and says so to the second', async () => {
    const path = newPath();
    const first = await open(path);
    await expect(openSqliteStore({ path })).rejects.toBeInstanceOf(StoreInUseError);
    await expect(openSqliteStore({ path })).rejects.toThrow('is in use by another sagebrush server');
    await first.close();
    await open(path);
  });

  it('is readable by its owner only', async () => {
    const path = newPath();
    const store = await open(path);
    await createCounters(store);
    for (const file of [path, `${path}-wal`]) expect(statSync(file).mode & 0o077, file).toBe(0);
  });

  it('answers a full disk with a clear error, writes nothing of the transaction, and goes on once there is space', async () => {
    const store = await open(newPath());
    await createCounters(store);
    await store.transaction((tx) => count(tx, 'before'));
    const limitPages = (pages: number) =>
      store.transaction(async (tx) => void (await sql.raw(`pragma max_page_count = ${pages}`).execute(tx.db)));
    await limitPages(1);
    const error = await store
      .transaction(async (tx) => {
        for (let i = 0; i < 8000; i++) await count(tx, `counter ${i} ${'x'.repeat(500)}`);
      })
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ServiceError);
    expect(error).toMatchObject({ code: 'InternalFailure', status: 507 });
    expect(await counterValue(store.reader, 'before')).toBe(1);
    expect(await counterValue(store.reader, `counter 0 ${'x'.repeat(500)}`)).toBe(0);
    await limitPages(1_000_000);
    await store.transaction((tx) => count(tx, 'after'));
    expect(await counterValue(store.reader, 'after')).toBe(1);
  });

  it('has room for small writes when the disk is full, and gets it back when there is space', async () => {
    const store = await open(newPath());
    await createCounters(store);
    const freePages = async () => {
      const { rows } = await sql<{ freelist_count: number }>`pragma freelist_count`.execute(store.reader);
      return rows[0]?.freelist_count ?? 0;
    };
    const limitPages = (pages: number) =>
      store.transaction(async (tx) => void (await sql.raw(`pragma max_page_count = ${pages}`).execute(tx.db)));
    await vi.waitUntil(async () => (await freePages()) > 500, { timeout: 10_000 });
    await limitPages(1);
    for (let i = 0; i < 150; i++) await store.transaction((tx) => count(tx, `counter ${i} ${'x'.repeat(4000)}`));
    expect(await counterValue(store.reader, `counter 149 ${'x'.repeat(4000)}`)).toBe(1);
    expect(await freePages()).toBeLessThan(256);
    await limitPages(1_000_000);
    await store.transaction((tx) => count(tx, 'after'));
    expect(await freePages()).toBeGreaterThan(500);
  });

  it('does not commit the rest of a transaction whose full disk was overlooked', async () => {
    const store = await open(newPath());
    await createCounters(store);
    await store.transaction(async (tx) => void (await sql.raw('pragma max_page_count = 1').execute(tx.db)));
    const overlooking = store.transaction(async (tx) => {
      for (let i = 0; i < 200; i++) await count(tx, `counter ${i} ${'x'.repeat(500)}`).catch(() => undefined);
      await sql
        .raw('rollback')
        .execute(tx.db)
        .catch(() => undefined);
      await count(tx, 'a');
    });
    await expect(overlooking).rejects.toThrow('rolled back');
    expect(await counterValue(store.reader, 'a')).toBe(0);
  });

  it('refuses writes through the reader', async () => {
    const store = await open(newPath());
    await createCounters(store);
    await expect(sql`insert into counters values ('a', 1)`.execute(store.reader)).rejects.toThrow('readonly');
  });

  it('lets transactions that have begun finish before it closes', async () => {
    const path = newPath();
    const store = await open(path);
    await createCounters(store);
    const writes = Array.from({ length: 20 }, () => store.transaction((tx) => count(tx, 'a')));
    await Promise.all([...writes, store.close()]);
    const again = await open(path);
    expect(await counterValue(again.reader, 'a')).toBe(20);
  });
});
