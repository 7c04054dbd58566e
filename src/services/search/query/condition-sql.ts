import { type RawBuilder, sql } from 'kysely';
import type { SqlDialect } from '../../../store/sql/sql-store.ts';
import {
  type Condition,
  isPoint,
  type KeyRange,
  type Negation,
  type SameElement,
  type ValueTest,
} from '../expression/condition.ts';
import type { PropertyNumbers } from '../indexing/property-store.ts';

/** What the paths of a condition are in one collection. */
export interface ConditionNames {
  readonly dialect: SqlDialect;
  /** A path that is not there has no values. */
  readonly properties: PropertyNumbers;
  /** All properties below the lists of nested filters. */
  readonly belowLists: ReadonlyMap<string, readonly number[]>;
}

const NEVER = sql<boolean>`1 = 0`;
const ALWAYS = sql<boolean>`1 = 1`;

/**
 * The condition on the document `candidate.document_number`. Each look at a property is a subquery that gives one value,
 * because databases turn `exists` into joins that read whole properties.
 */
export function conditionSql(names: ConditionNames, condition: Condition | undefined): RawBuilder<boolean> {
  if (!condition) return ALWAYS;
  switch (condition.kind) {
    case 'test':
    case 'not':
      return testSql(names, condition, sql``);
    case 'same-element':
      return sameElementSql(names, condition);
    default: {
      if (condition.of.length === 0) return condition.kind === 'all' ? ALWAYS : NEVER;
      const parts = condition.of.map((part) => conditionSql(names, part));
      return sql`(${sql.join(parts, condition.kind === 'all' ? sql` and ` : sql` or `)})`;
    }
  }
}

/** `where` narrows the values further: to those of one element. */
function testSql(names: ConditionNames, test: ValueTest | Negation, where: RawBuilder<unknown>): RawBuilder<boolean> {
  if (test.kind === 'not') return sql`not ${testSql(names, test.of, where)}`;
  const property = names.properties.get(test.path);
  if (property === undefined) return NEVER;
  return sql`((select 1 from search_values as v where v.document_number = candidate.document_number
    and v.property_number = ${property} and ${valueSql(names, test, 'v')} ${where} limit 1) is not null)`;
}

/** The elements that can fulfil all tests: those that fulfil the first one that asks for a value, else all of the list. */
function sameElementSql(names: ConditionNames, { listPath, of }: SameElement): RawBuilder<boolean> {
  const first = of.find((test) => test.kind === 'test');
  const rest = of.filter((test) => test !== first);
  const properties = first ? [names.properties.get(first.path)] : (names.belowLists.get(listPath) ?? []);
  const numbers = properties.filter((number) => number !== undefined);
  if (numbers.length === 0) return NEVER;
  const same = sql`and v.element = e.element`;
  const tests = [first ? valueSql(names, first, 'e') : ALWAYS, ...rest.map((test) => testSql(names, test, same))];
  return sql`((select 1 from search_values as e where e.document_number = candidate.document_number
    and e.property_number in (${sql.join(numbers)}) and ${sql.join(tests, sql` and `)} limit 1) is not null)`;
}

/** What a test asks of a value of a known document. */
function valueSql({ dialect }: ConditionNames, test: ValueTest, alias: 'v' | 'e'): RawBuilder<boolean> {
  // An expression, so that the value is looked for in its document, and not the document among all that have the value.
  const key = sql`(${sql.ref(`${alias}.value_key`)} || '')`;
  const ranges = test.ranges.map((range) =>
    isPoint(range) ? sql<boolean>`${sql.ref(`${alias}.value_key`)} = ${range.from}` : rangeSql(key, range),
  );
  const inRange = sql<boolean>`(${sql.join(ranges, sql` or `)})`;
  if (test.contains === undefined) return inRange;
  const longText = sql.ref(`${alias}.long_text`);
  const text = sql`case when ${longText} is not null then ${longText} when ${key} >= 't' then substr(${key}, 2) else '' end`;
  const place = dialect === 'sqlite' ? sql`instr(${text}, ${test.contains})` : sql`strpos(${text}, ${test.contains})`;
  return sql`(${inRange} and ${place} > 0)`;
}

/** `key` in the range. */
export function rangeSql(key: RawBuilder<unknown>, { from, fromOpen, to, toOpen }: KeyRange): RawBuilder<boolean> {
  return sql`(${key} ${fromOpen ? sql`>` : sql`>=`} ${from} and ${key} ${toOpen ? sql`<` : sql`<=`} ${to})`;
}
