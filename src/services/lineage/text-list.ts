import { type RawBuilder, sql } from 'kysely';
import type { SqlDialect } from '../../store/sql/sql-store.ts';

/**
 * A column that equals one of many texts, passed as one parameter: the SQL stays the same for any number of them, so it
 * is prepared once.
 */
export function isOneOf(dialect: SqlDialect, column: string, texts: readonly string[]): RawBuilder<boolean> {
  const list = JSON.stringify(texts);
  return dialect === 'sqlite'
    ? sql<boolean>`${sql.ref(column)} in (select value from json_each(${list}))`
    : sql<boolean>`${sql.ref(column)} = any(array(select jsonb_array_elements_text(${list}::jsonb)))`;
}
