import { Migrator } from 'kysely';
import { InvariantError } from '../../base/errors.ts';
import { KyselyStore } from './kysely-store.ts';
import { migrations } from './migrations.ts';
import type { SqlStore } from './sql-store.ts';

/**
 * Brings the schema up to this program's version: all missing migrations in one transaction, or none. Running it again
 * does nothing. Nodes that start at once wait for each other (an advisory lock on PostgreSQL; on SQLite the file has
 * one owner). Throws when a migration fails, or when the database was written by a newer program.
 */
export async function migrate(store: SqlStore): Promise<void> {
  if (!(store instanceof KyselyStore)) throw new InvariantError('this store cannot be migrated');
  if (await isUpToDate(store)) return;
  await store.withMigrationConnection(async (db) => {
    const migrator = new Migrator({ db, provider: { getMigrations: async () => ({ ...migrations }) } });
    const { error } = await migrator.migrateToLatest();
    if (error) throw error;
  });
}

/** Most starts find nothing to do. The migrator would look at every column of every table to say so, and commit twice. */
async function isUpToDate(store: SqlStore): Promise<boolean> {
  const applied = await store.reader
    .withTables<{ kysely_migration: { name: string } }>()
    .selectFrom('kysely_migration')
    .select('name')
    .orderBy('name')
    .execute()
    // A database without tables.
    .catch(() => []);
  const known = Object.keys(migrations).sort();
  return applied.length === known.length && applied.every(({ name }, index) => name === known[index]);
}
