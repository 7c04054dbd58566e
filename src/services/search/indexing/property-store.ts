import { type Kysely, sql } from 'kysely';
import type { Scope } from '../../../base/arn.ts';
import type { SqlStore, SqlTransaction } from '../../../store/sql/sql-store.ts';
import { jsonRows, searchTables } from './search-tables.ts';

/** Whose properties: resources of a type, in an account and region. */
export interface Collection extends Scope {
  readonly resource: string;
}

/** Numbers of properties by their paths. */
export type PropertyNumbers = ReadonlyMap<string, number>;

/** The numbers of those of the paths that any resource has had. */
export async function findProperties(
  db: Kysely<unknown>,
  collection: Collection,
  paths: readonly string[],
): Promise<PropertyNumbers> {
  if (paths.length === 0) return new Map();
  const rows = await ofCollection(db, collection)
    .select(['path', 'property_number'])
    .where('path', 'in', [...paths])
    .execute();
  return new Map(rows.map((row) => [row.path, row.property_number]));
}

/** Numbers of all properties below a path. */
export async function findPropertiesBelow(
  db: Kysely<unknown>,
  collection: Collection,
  path: string,
): Promise<number[]> {
  const rows = await ofCollection(db, collection)
    .select('property_number')
    .where('path', '>=', `${path}.`)
    // The character behind the dot.
    .where('path', '<', `${path}/`)
    .execute();
  return rows.map((row) => row.property_number);
}

/** Numbers for all of the paths. New ones are written at once: a number that nothing uses does no harm. */
export async function numberProperties(
  store: SqlStore,
  collection: Collection,
  paths: ReadonlySet<string>,
): Promise<PropertyNumbers> {
  const known = await findProperties(store.reader, collection, [...paths]);
  const unknown = [...paths].filter((path) => !known.has(path)).sort();
  if (unknown.length === 0) return known;
  const rows = unknown.map((path) => [collection.account, collection.region, collection.resource, path]);
  const columns = { account: 'text', region: 'text', resource: 'text', path: 'text' } as const;
  await store.transaction((tx) =>
    sql`insert into search_properties (account, region, resource, path)
      select account, region, resource, path from ${jsonRows(store.dialect, columns, rows)} as added where true
      on conflict do nothing`.execute(tx.db),
  );
  return new Map([...known, ...(await findProperties(store.reader, collection, unknown))]);
}

/** How many documents have each of the properties. */
export async function countOwners(db: Kysely<unknown>, properties: readonly number[]): Promise<Map<number, number>> {
  const rows = await searchTables(db)
    .selectFrom('search_properties')
    .select(['property_number', 'owners'])
    .where('property_number', 'in', [...properties])
    .execute();
  return new Map(rows.map((row) => [row.property_number, row.owners]));
}

/** Counts documents that have come to have properties, or have lost them. */
export async function addOwners(
  store: SqlStore,
  tx: SqlTransaction,
  changes: ReadonlyMap<number, number>,
): Promise<void> {
  const rows = [...changes].filter(([, change]) => change !== 0);
  if (rows.length === 0) return;
  const changed = jsonRows(store.dialect, { number: 'bigint', change: 'bigint' }, rows);
  if (store.dialect === 'postgres') {
    // In one order, so that of two nodes one waits, and neither for the other.
    await sql`select 1 from search_properties join ${changed} as changed on property_number = changed.number
      order by property_number for update of search_properties`.execute(tx.db);
  }
  await sql`update search_properties set owners = owners + changed.change from ${changed} as changed
    where property_number = changed.number`.execute(tx.db);
}

export function ofCollection(db: Kysely<unknown>, { account, region, resource }: Collection) {
  return searchTables(db)
    .selectFrom('search_properties')
    .where('account', '=', account)
    .where('region', '=', region)
    .where('resource', '=', resource);
}
