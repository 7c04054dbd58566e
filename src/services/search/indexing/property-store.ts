import { type Kysely, sql } from 'kysely';
import type { Scope } from '../../../base/arn.ts';
import type { SqlStore } from '../../../store/sql/sql-store.ts';
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

export function ofCollection(db: Kysely<unknown>, { account, region, resource }: Collection) {
  return searchTables(db)
    .selectFrom('search_properties')
    .where('account', '=', account)
    .where('region', '=', region)
    .where('resource', '=', resource);
}
