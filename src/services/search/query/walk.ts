import { setImmediate as nextTurn } from 'node:timers/promises';
import { type RawBuilder, sql } from 'kysely';
import type { Condition, KeyRange } from '../expression/condition.ts';
import { countOwners } from '../indexing/property-store.ts';
import { conditionSql, rangeSql } from './condition-sql.ts';
import { type FoundPage, missingKey, type Position, pageOf } from './page.ts';
import type { SearchPlan } from './search-plan.ts';

/** Documents of one statement at first and at most: on SQLite nothing else happens while it runs. */
const SLICE_MIN = 64;
const SLICE_MAX = 2048;

/** A part of the order: documents that have the property to sort by, or those that lack it. */
interface Stretch {
  /** The next `limit` rows of `sort_key` and `document_number` behind a position. */
  slice(after: Position | undefined, limit: number): RawBuilder<unknown>;
  /** Holds for rows that count, besides the plan's condition. */
  readonly counts: RawBuilder<boolean>;
}

/** A page of results when many documents may be some: goes through all in the order asked for until the page is full. */
export async function walk(plan: SearchPlan, after: Position | undefined, looksMax: number): Promise<FoundPage> {
  const found: Position[] = [];
  // Besides the tests, a look to get there, and one at the property to sort by.
  let candidatesLeft = Math.ceil(looksMax / (2 + countTests(plan.condition)));
  for await (const [stretch, start] of stretchesAfter(plan, after)) {
    let position = start;
    for (let size = Math.max(SLICE_MIN, 2 * plan.limit); ; size = Math.min(4 * size, SLICE_MAX)) {
      const { matches, end, count } = await readSlice(plan, stretch, position, size);
      found.push(...matches);
      if (found.length > plan.limit) return pageOf(found, plan.limit);
      if (count < size || !end) break;
      position = end;
      candidatesLeft -= count;
      if (candidatesLeft <= 0) return { ...pageOf(found, plan.limit), end };
      await nextTurn();
    }
  }
  return pageOf(found, plan.limit);
}

/** What lies behind a position, each stretch with where it begins. */
async function* stretchesAfter(
  plan: SearchPlan,
  after: Position | undefined,
): AsyncGenerator<readonly [Stretch, Position | undefined], void, undefined> {
  const isPastOwners = after?.sortKey === missingKey(plan.order);
  const bounds = sortBounds(plan);
  if (plan.sortProperty !== undefined && !isPastOwners) yield [owners(plan, plan.sortProperty, bounds), after];
  // Documents without the property cannot be in its bounds. To look for those that lack it means to look at all.
  if (!bounds && !(await everyoneHas(plan))) yield [others(plan), isPastOwners ? after : undefined];
}

interface Slice {
  readonly matches: readonly Position[];
  readonly end: Position | undefined;
  readonly count: number;
}

async function readSlice(
  plan: SearchPlan,
  { slice, counts }: Stretch,
  after: Position | undefined,
  size: number,
): Promise<Slice> {
  const direction = plan.order === 'asc' ? sql`asc` : sql`desc`;
  const reverse = plan.order === 'asc' ? sql`desc` : sql`asc`;
  const { rows } = await sql<Position & { total: number }>`
    with candidate as materialized (${slice(after, size)}),
    ending as (select sort_key, document_number from candidate
      order by sort_key ${reverse}, document_number ${reverse} limit 1)
    select sort_key as "sortKey", document_number as "documentNumber", total from (
      select sort_key, document_number, 0 as total from candidate
        where ${counts} and ${conditionSql(plan, plan.condition)}
      union all select sort_key, document_number, (select count(*) from candidate) from ending) as slice
    order by total, sort_key ${direction}, document_number ${direction}`.execute(plan.db);
  const end = rows.at(-1);
  return { matches: rows.slice(0, -1), end, count: Number(end?.total ?? 0) };
}

/** Documents in the order of the property. One that has several values of it stands where its first one does. */
function owners(plan: SearchPlan, property: number, bounds: KeyRange | undefined): Stretch {
  const [direction, comparison, before] =
    plan.order === 'asc' ? [sql`asc`, sql`>`, sql`<`] : [sql`desc`, sql`<`, sql`>`];
  const { isList } = plan.sortBy;
  return {
    slice: (after, limit) => sql`
      select ${isList ? sql`distinct` : sql``} value_key as sort_key, document_number from search_values
      where property_number = ${property} and ${boundSql(plan, bounds, after)}
      ${after ? sql`and (value_key, document_number) ${comparison} (${after.sortKey}, ${after.documentNumber})` : sql``}
      order by value_key ${direction}, document_number ${direction} limit ${limit}`,
    counts: isList
      ? sql`(select 1 from search_values as f where f.document_number = candidate.document_number
          and f.property_number = ${property} and (f.value_key || '') ${before} candidate.sort_key limit 1) is null`
      : sql`1 = 1`,
  };
}

/** Behind a position, the position bounds that side: two bounds on one side make SQLite begin at the wrong one. */
function boundSql({ order }: SearchPlan, bounds: KeyRange | undefined, after: Position | undefined) {
  if (!bounds) return sql`1 = 1`;
  const key = sql.ref('value_key');
  if (!after) return rangeSql(key, bounds);
  const { from, fromOpen, to, toOpen } = bounds;
  if (order === 'asc') return toOpen ? sql`${key} < ${to}` : sql`${key} <= ${to}`;
  return fromOpen ? sql`${key} > ${from}` : sql`${key} >= ${from}`;
}

/** Documents without the property, in the order in which they were indexed. */
function others({ collection, order, sortProperty }: SearchPlan): Stretch {
  const [direction, comparison] = order === 'asc' ? [sql`asc`, sql`>`] : [sql`desc`, sql`<`];
  const { account, region, resource } = collection;
  return {
    slice: (after, limit) => sql`
      select cast(${missingKey(order)} as text) as sort_key, document_number from search_documents
      where account = ${account} and region = ${region} and resource = ${resource}
      ${after ? sql`and document_number ${comparison} ${after.documentNumber}` : sql``}
      order by document_number ${direction} limit ${limit}`,
    counts:
      sortProperty === undefined
        ? sql`1 = 1`
        : sql`(select 1 from search_values as f where f.document_number = candidate.document_number
            and f.property_number = ${sortProperty} limit 1) is null`,
  };
}

async function everyoneHas({ db, sortProperty, everyonesProperty }: SearchPlan): Promise<boolean> {
  if (sortProperty === undefined || everyonesProperty === undefined) return false;
  const owners = await countOwners(db, [sortProperty, everyonesProperty]);
  const all = owners.get(everyonesProperty) ?? 0;
  return all > 0 && owners.get(sortProperty) === all;
}

/** The range that the filters set on the property that is sorted by. */
function sortBounds({ condition, sortBy }: SearchPlan): KeyRange | undefined {
  if (sortBy.isList || !condition) return undefined;
  const parts = condition.kind === 'all' ? condition.of : [condition];
  for (const part of parts) {
    if (part.kind === 'test' && part.path === sortBy.path && part.ranges.length === 1) return part.ranges[0];
  }
  return undefined;
}

function countTests(condition: Condition | undefined): number {
  if (!condition) return 0;
  if (condition.kind === 'test' || condition.kind === 'not') return 1;
  return condition.of.reduce((sum, part) => sum + countTests(part), 0);
}
