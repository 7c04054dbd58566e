import type { Kysely } from 'kysely';
import type { SqlDialect, SqlStore } from '../../../store/sql/sql-store.ts';
import type { Condition } from '../expression/condition.ts';
import { type Collection, findProperties, findPropertiesBelow } from '../indexing/property-store.ts';
import type { Property } from '../properties/property.ts';
import type { ConditionNames } from './condition-sql.ts';

/** A search as the index answers it. */
export interface SearchPlan extends ConditionNames {
  readonly db: Kysely<unknown>;
  readonly dialect: SqlDialect;
  readonly collection: Collection;
  readonly condition: Condition | undefined;
  /** Number of the property to sort by; undefined when no resource has it. */
  readonly sortProperty: number | undefined;
  readonly sortBy: Property;
  /** Number of a property that every document has; undefined while there are none. */
  readonly everyonesProperty: number | undefined;
  readonly order: 'asc' | 'desc';
  /** Results at most. */
  readonly limit: number;
}

export interface SearchQuestion extends Pick<SearchPlan, 'collection' | 'condition' | 'sortBy' | 'order' | 'limit'> {
  readonly store: SqlStore;
  /** Path of a property that every document has. */
  readonly everyonesPath: string;
}

/** Looks up the names of the question. */
export async function planSearch({ store, everyonesPath, ...question }: SearchQuestion): Promise<SearchPlan> {
  const db = store.reader;
  const { collection, condition, sortBy } = question;
  const names = { paths: new Set([sortBy.path, everyonesPath]), lists: new Set<string>() };
  if (condition) collectNames(condition, names);
  const properties = await findProperties(db, collection, [...names.paths]);
  const belowLists = new Map<string, number[]>();
  for (const list of names.lists) belowLists.set(list, await findPropertiesBelow(db, collection, list));
  return {
    ...question,
    db,
    dialect: store.dialect,
    properties,
    belowLists,
    sortProperty: properties.get(sortBy.path),
    everyonesProperty: properties.get(everyonesPath),
  };
}

function collectNames(condition: Condition, names: { readonly paths: Set<string>; readonly lists: Set<string> }): void {
  if (condition.kind === 'test') {
    names.paths.add(condition.path);
  } else if (condition.kind === 'not') {
    names.paths.add(condition.of.path);
  } else {
    if (condition.kind === 'same-element') names.lists.add(condition.listPath);
    for (const part of condition.of) collectNames(part, names);
  }
}
