import { type RawBuilder, sql } from 'kysely';
import type { SqlDialect } from '../../store/sql/sql-store.ts';

/**
 * A table of the elements of a list, in its column `value`, passed as one parameter: the SQL stays the same for any number
 * of them, so it is prepared once.
 */
export function elementsOf(dialect: SqlDialect, list: readonly unknown[]): RawBuilder<unknown> {
  const text = JSON.stringify(list);
  return dialect === 'sqlite' ? sql`json_each(${text})` : sql`jsonb_array_elements(${text}::jsonb)`;
}

/** The same of texts, which come as texts and not as JSON. */
export function textsOf(dialect: SqlDialect, texts: readonly string[]): RawBuilder<unknown> {
  const list = JSON.stringify(texts);
  return dialect === 'sqlite' ? sql`json_each(${list})` : sql`jsonb_array_elements_text(${list}::jsonb)`;
}

/** A column that equals one of many texts. */
export function isOneOf(dialect: SqlDialect, column: string, texts: readonly string[]): RawBuilder<boolean> {
  const values = textsOf(dialect, texts);
  return dialect === 'sqlite'
    ? sql<boolean>`${sql.ref(column)} in (select value from ${values})`
    : sql<boolean>`${sql.ref(column)} = any(array(select value from ${values} as texts(value)))`;
}
