import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { SqlDialect } from '../../../store/sql/sql-store.ts';

/** See migrations 0015 and 0021. */
export type SearchTables = {
  search_changes: { change_number: number; arn_type: string; arn_key: string };
  search_properties: {
    property_number: number;
    account: string;
    region: string;
    resource: string;
    path: string;
    /** Documents that have it. */
    owners: number;
  };
  search_documents: {
    document_number: number;
    account: string;
    region: string;
    resource: string;
    arn_key: string;
    revision: number;
  };
  search_values: {
    document_number: number;
    property_number: number;
    element: number;
    value_key: string;
    long_text: string | null;
  };
};

export const searchTables = (db: Kysely<unknown>): Kysely<SearchTables> => db.withTables<SearchTables>();

export type RowColumns = Readonly<Record<string, 'text' | 'bigint'>>;

/**
 * Rows as a table to select from, all in one parameter: a statement has the same text for any number of them, and is
 * compiled once.
 */
export function jsonRows(
  dialect: SqlDialect,
  columns: RowColumns,
  rows: readonly (readonly (string | number | null)[])[],
): RawBuilder<unknown> {
  const list = JSON.stringify(rows);
  const values = Object.entries(columns).map(([name, type], place) =>
    type === 'text'
      ? sql`value ->> ${sql.lit(place)} as ${sql.ref(name)}`
      : sql`cast(value ->> ${sql.lit(place)} as bigint) as ${sql.ref(name)}`,
  );
  const from = dialect === 'sqlite' ? sql`json_each(${list})` : sql`json_array_elements(${list}::json)`;
  return sql`(select ${sql.join(values)} from ${from})`;
}
