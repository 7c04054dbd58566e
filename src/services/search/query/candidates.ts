import { type RawBuilder, sql } from 'kysely';
import { type Condition, isPoint, type KeyRange, type ValueTest } from '../expression/condition.ts';
import { rangeSql } from './condition-sql.ts';
import type { SearchPlan } from './search-plan.ts';

/** Counts are first looked at up to this one: a filter that finds so little ends the search for a better one. */
const FEW = 200;

/** Documents among which all results are: selects that give their numbers, some maybe more than once. */
export interface Candidates {
  readonly count: number;
  readonly selects: readonly RawBuilder<unknown>[];
  /** What is left to ask of each; undefined when they are all results. */
  readonly rest: Condition | undefined;
}

/** The smallest set of candidates that the filters give; undefined when each gives more than `max`. */
export async function fewestCandidates(plan: SearchPlan, max: number): Promise<Candidates | undefined> {
  if (!plan.condition) return undefined;
  return (await candidatesOf(plan, plan.condition, FEW)) ?? candidatesOf(plan, plan.condition, max);
}

async function candidatesOf(plan: SearchPlan, condition: Condition, max: number): Promise<Candidates | undefined> {
  switch (condition.kind) {
    case 'test':
      return ofTest(plan, condition, max);
    case 'not':
      return undefined;
    case 'any':
      return union(plan, condition.of, max);
    case 'same-element': {
      const found = await smallest(plan, condition.of, max);
      return found && { ...found, rest: condition };
    }
    default:
      return smallest(plan, condition.of, max);
  }
}

async function smallest(plan: SearchPlan, parts: readonly Condition[], max: number): Promise<Candidates | undefined> {
  let best: Candidates | undefined;
  for (const part of parts) {
    const found = await candidatesOf(plan, part, best ? best.count : max);
    if (!found || (best && found.count >= best.count)) continue;
    const others = parts.filter((other) => other !== part);
    best = { ...found, rest: { kind: 'all', of: found.rest ? [...others, found.rest] : others } };
    if (best.count === 0) break;
  }
  return best;
}

async function union(plan: SearchPlan, parts: readonly Condition[], max: number): Promise<Candidates | undefined> {
  let count = 0;
  let rest: Condition | undefined;
  const selects: RawBuilder<unknown>[] = [];
  for (const part of parts) {
    const found = await candidatesOf(plan, part, max - count);
    if (!found) return undefined;
    count += found.count;
    selects.push(...found.selects);
    // A candidate of one part may be there for another.
    if (found.rest) rest = { kind: 'any', of: parts };
  }
  return { count, selects, rest };
}

async function ofTest(plan: SearchPlan, test: ValueTest, max: number): Promise<Candidates | undefined> {
  const property = plan.properties.get(test.path);
  if (property === undefined) return { count: 0, selects: [], rest: undefined };
  const selects = test.ranges.map((range) => documentsIn(property, range));
  const all = sql.join(
    selects.map((select) => sql`select * from (${select} limit ${max + 1}) as part`),
    sql` union all `,
  );
  const { rows } = await sql<{ total: number }>`
    select count(*) as total from (select * from (${all}) as parts limit ${max + 1}) as counted`.execute(plan.db);
  const count = Number(rows[0]?.total);
  const rest = test.contains === undefined ? undefined : test;
  return count > max ? undefined : { count, selects, rest };
}

function documentsIn(property: number, range: KeyRange): RawBuilder<unknown> {
  const key = sql.ref('value_key');
  const inRange = isPoint(range) ? sql`${key} = ${range.from}` : rangeSql(key, range);
  return sql`select document_number from search_values where property_number = ${property} and ${inRange}`;
}
