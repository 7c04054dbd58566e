import { sql } from 'kysely';
import type { SqlStore, SqlTransaction } from '../../../store/sql/sql-store.ts';
import { addOwners } from './property-store.ts';
import { jsonRows } from './search-tables.ts';

/** A value of a document: document, property, element, key, and the long text where there is one. */
export type ValueRow = readonly [number, number, number, string, string | null];

const COLUMNS = {
  document_number: 'bigint',
  property_number: 'bigint',
  element: 'bigint',
  value_key: 'text',
  long_text: 'text',
} as const;

/** Gives the documents these values and no others. Only what differs is written: most changes are to a status and a time. */
export async function replaceValues(
  store: SqlStore,
  tx: SqlTransaction,
  documents: readonly number[],
  values: readonly ValueRow[],
): Promise<void> {
  if (documents.length === 0) return;
  const present = await readValues(store, tx, documents);
  const wanted = new Map(values.map((row) => [JSON.stringify(row), row]));
  const gone: ValueRow[] = [];
  for (const row of present) {
    if (!wanted.delete(JSON.stringify(row))) gone.push(row);
  }
  await deleteValues(store, tx, gone);
  await insertValues(store, tx, [...wanted.values()]);
  await addOwners(store, tx, ownersChange(present, values));
}

/** How the numbers of documents that have each property change. */
function ownersChange(before: readonly ValueRow[], after: readonly ValueRow[]): Map<number, number> {
  const had = ownersOf(before);
  const have = ownersOf(after);
  const properties = new Set([...had.keys(), ...have.keys()]);
  return new Map(
    [...properties].map((property) => [property, (have.get(property)?.size ?? 0) - (had.get(property)?.size ?? 0)]),
  );
}

/** Documents by their properties. */
function ownersOf(rows: readonly ValueRow[]): Map<number, Set<number>> {
  const owners = new Map<number, Set<number>>();
  for (const [document, property] of rows) {
    const documents = owners.get(property);
    if (documents) documents.add(document);
    else owners.set(property, new Set([document]));
  }
  return owners;
}

async function readValues(store: SqlStore, tx: SqlTransaction, documents: readonly number[]): Promise<ValueRow[]> {
  const numbers = jsonRows(
    store.dialect,
    { number: 'bigint' },
    documents.map((number) => [number]),
  );
  const { rows } = await sql<{ d: number; p: number; e: number; k: string; t: string | null }>`
    select document_number as d, property_number as p, element as e, value_key as k, long_text as t
    from search_values where document_number in ${numbers}`.execute(tx.db);
  return rows.map(({ d, p, e, k, t }) => [d, p, e, k, t]);
}

async function deleteValues(store: SqlStore, tx: SqlTransaction, gone: readonly ValueRow[]): Promise<void> {
  if (gone.length === 0) return;
  await sql`delete from search_values where (document_number, property_number, element, value_key) in
    (select document_number, property_number, element, value_key
      from ${jsonRows(store.dialect, COLUMNS, gone)} as gone)`.execute(tx.db);
}

/** Adds values that are not there yet. */
async function insertValues(store: SqlStore, tx: SqlTransaction, values: readonly ValueRow[]): Promise<void> {
  if (values.length === 0) return;
  await sql`insert into search_values (document_number, property_number, element, value_key, long_text)
    select document_number, property_number, element, value_key, long_text
    from ${jsonRows(store.dialect, COLUMNS, values)} as added`.execute(tx.db);
}
