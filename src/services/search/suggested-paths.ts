import { type Kysely, sql } from 'kysely';
import { type Collection, ofCollection } from './indexing/property-store.ts';

/** Suggestions of one answer. */
const SUGGESTIONS_MAX = 100;

/** The names that users give, by the part of the path before them. */
const ROOTS = ['HyperParameters.', 'Metrics.', 'Tags.'];

/**
 * Paths of properties that resources have now and that begin with the hint, in any letter case; their first part in
 * lower case, as SageMaker gives them.
 */
export async function suggestedPaths(db: Kysely<unknown>, collection: Collection, hint: string): Promise<string[]> {
  const wanted = hint.toLowerCase();
  const found: string[] = [];
  for (const root of ROOTS) {
    const lowerRoot = root.toLowerCase();
    if (!wanted.startsWith(lowerRoot) && !lowerRoot.startsWith(wanted)) continue;
    const name = wanted.slice(root.length);
    const paths = await pathsBelow(db, collection, root, name, SUGGESTIONS_MAX - found.length);
    found.push(...paths.map((path) => lowerRoot + path.slice(root.length)));
  }
  return found;
}

/** A property that no resource has any more still has its number, and no values. */
async function pathsBelow(
  db: Kysely<unknown>,
  collection: Collection,
  root: string,
  name: string,
  limit: number,
): Promise<string[]> {
  const start = root.length + 1;
  const rows = await ofCollection(db, collection)
    .select('path')
    .where('path', '>=', root)
    // The character behind the dot.
    .where('path', '<', `${root.slice(0, -1)}/`)
    .where(sql<boolean>`lower(substr(path, ${start}, ${name.length})) = ${name}`)
    .where(
      sql<boolean>`(select 1 from search_values as v
        where v.property_number = search_properties.property_number limit 1) is not null`,
    )
    .orderBy('path')
    .limit(limit)
    .execute();
  return rows.map((row) => row.path);
}
