import { type Kysely, PostgresAdapter, type RawBuilder, sql } from 'kysely';

/** For migrations, which get a connection and no store. */
export const isPostgres = (db: Kysely<unknown>): boolean => db.getExecutor().adapter instanceof PostgresAdapter;

/** The type of a key that the database counts up by itself. A number is never given twice, not even after a delete. */
export function countedKey(db: Kysely<unknown>): RawBuilder<unknown> {
  return isPostgres(db) ? sql`bigint generated always as identity primary key` : sql`integer primary key autoincrement`;
}

/** Text that is compared by its bytes on both databases, as the schema builder makes it too. */
export function bytewiseText(db: Kysely<unknown>): RawBuilder<unknown> {
  return isPostgres(db) ? sql`text collate "C"` : sql`text`;
}
