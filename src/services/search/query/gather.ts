import { sql } from 'kysely';
import type { Candidates } from './candidates.ts';
import { conditionSql } from './condition-sql.ts';
import { type FoundPage, missingKey, type Position, pageOf } from './page.ts';
import type { SearchPlan } from './search-plan.ts';

/** A page of results when there are few candidates: all are tried and sorted, for each page anew. */
export async function gather(
  plan: SearchPlan,
  candidates: Candidates,
  after: Position | undefined,
): Promise<FoundPage> {
  if (candidates.selects.length === 0) return { documents: [], end: undefined };
  const { order, sortProperty, limit } = plan;
  const [direction, comparison] = order === 'asc' ? [sql`asc`, sql`>`] : [sql`desc`, sql`<`];
  const best = order === 'asc' ? sql`min` : sql`max`;
  const sortKey =
    sortProperty === undefined
      ? sql`${missingKey(order)}`
      : sql`coalesce((select ${best}(s.value_key || '') from search_values as s
          where s.document_number = candidate.document_number and s.property_number = ${sortProperty}),
          ${missingKey(order)})`;
  const { rows } = await sql<Position>`
    with candidate as materialized (select distinct document_number from
      (${sql.join(candidates.selects, sql` union all `)}) as part),
    matching as materialized (select cast(${sortKey} as text) as sort_key, document_number from candidate
      where ${conditionSql(plan, candidates.rest)})
    select sort_key as "sortKey", document_number as "documentNumber" from matching
    where ${after ? sql`(sort_key, document_number) ${comparison} (${after.sortKey}, ${after.documentNumber})` : sql`1 = 1`}
    order by sort_key ${direction}, document_number ${direction} limit ${limit + 1}`.execute(plan.db);
  return pageOf(rows, limit);
}
