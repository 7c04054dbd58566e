import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe } from 'vitest';
import { migrate } from '../../src/store/sql/migrate.ts';
import { openPostgresStore } from '../../src/store/sql/postgres-store.ts';
import { SqlDialect, type SqlStore } from '../../src/store/sql/sql-store.ts';
import { openSqliteStore } from '../../src/store/sql/sqlite-store.ts';
import { createPostgresDatabase, dropPostgresDatabase } from './postgres.ts';

/**
 * Gives a migrated store on an empty database of its own. Stores opened with the same label share a database, as the
 * nodes of a cluster do (PostgreSQL only: an SQLite file has one owner, close its store before opening it again).
 */
export type OpenStore = (label?: string) => Promise<SqlStore>;

/** Runs the same tests on every database that can stand behind the store. Stores are closed after the last test. */
export function forEachStore(title: string, tests: (open: OpenStore, dialect: SqlDialect) => void): void {
  for (const dialect of Object.values(SqlDialect)) {
    describe(`${title} (${dialect})`, () => {
      const places = dialect === 'sqlite' ? sqlitePlaces() : postgresPlaces();
      const opened: SqlStore[] = [];
      const locations = new Map<string, string>();
      const open: OpenStore = async (label = `unnamed ${opened.length}`) => {
        const location = locations.get(label) ?? (await places.make());
        locations.set(label, location);
        const store = await places.open(location);
        opened.push(store);
        await migrate(store);
        return store;
      };
      afterAll(async () => {
        for (const store of opened) await store.close();
        for (const location of locations.values()) await places.remove(location);
      });
      tests(open, dialect);
    });
  }
}

interface Places {
  make(): Promise<string>;
  open(location: string): Promise<SqlStore>;
  remove(location: string): Promise<void>;
}

function sqlitePlaces(): Places {
  return {
    make: async () => mkdtempSync(join(tmpdir(), 'sagebrush-store-')),
    open: (directory) => openSqliteStore({ path: join(directory, 'state.db') }),
    remove: async (directory) => rmSync(directory, { recursive: true, force: true }),
  };
}

function postgresPlaces(): Places {
  return {
    make: createPostgresDatabase,
    open: (url) => openPostgresStore({ url }),
    remove: dropPostgresDatabase,
  };
}
