import { type Kysely, sql } from 'kysely';
import type { SqlStore, SqlTransaction } from '../../../store/sql/sql-store.ts';
import type { Collection } from './property-store.ts';
import { jsonRows, type RowColumns, searchTables } from './search-tables.ts';

/** What the index has of a resource. */
export interface DocumentVersion {
  readonly documentNumber: number;
  readonly revision: number;
}

export interface NewDocument extends Collection {
  readonly documentNumber: number;
  readonly arnKey: string;
}

/** The documents of resources, by ARN in lower case. */
export async function findDocuments(
  db: Kysely<unknown>,
  arnKeys: readonly string[],
): Promise<Map<string, DocumentVersion>> {
  if (arnKeys.length === 0) return new Map();
  const rows = await searchTables(db)
    .selectFrom('search_documents')
    .select(['arn_key', 'document_number', 'revision'])
    .where('arn_key', 'in', [...arnKeys])
    .execute();
  return new Map(rows.map((row) => [row.arn_key, { documentNumber: row.document_number, revision: row.revision }]));
}

/** ARNs (lower case) by the numbers of documents. */
export async function arnsOfDocuments(db: Kysely<unknown>, numbers: readonly number[]): Promise<Map<number, string>> {
  if (numbers.length === 0) return new Map();
  const rows = await searchTables(db)
    .selectFrom('search_documents')
    .select(['arn_key', 'document_number'])
    .where('document_number', 'in', [...numbers])
    .execute();
  return new Map(rows.map((row) => [row.document_number, row.arn_key]));
}

const VERSION: RowColumns = { number: 'bigint', revision: 'bigint' };
const versionRows = (versions: readonly DocumentVersion[]) =>
  versions.map(({ documentNumber, revision }) => [documentNumber, revision]);

/** Takes hold of the documents that are still at these revisions, until the commit. Gives their numbers. */
export async function advanceDocuments(
  store: SqlStore,
  tx: SqlTransaction,
  versions: readonly DocumentVersion[],
): Promise<ReadonlySet<number>> {
  if (versions.length === 0) return new Set();
  const { rows } = await sql<{ document_number: number }>`
    update search_documents set revision = search_documents.revision + 1
    from ${jsonRows(store.dialect, VERSION, versionRows(versions))} as seen
    where document_number = seen.number and search_documents.revision = seen.revision
    returning document_number`.execute(tx.db);
  return new Set(rows.map((row) => row.document_number));
}

/** Adds documents, and gives the numbers of those that were not there yet. */
export async function insertDocuments(
  store: SqlStore,
  tx: SqlTransaction,
  documents: readonly NewDocument[],
): Promise<ReadonlySet<number>> {
  if (documents.length === 0) return new Set();
  const columns = { number: 'bigint', account: 'text', region: 'text', resource: 'text', arn_key: 'text' } as const;
  const added = documents.map((one) => [one.documentNumber, one.account, one.region, one.resource, one.arnKey]);
  const { rows } = await sql<{ document_number: number }>`
    insert into search_documents (document_number, account, region, resource, arn_key, revision)
    select number, account, region, resource, arn_key, 1 from ${jsonRows(store.dialect, columns, added)} as added
    where true on conflict do nothing returning document_number`.execute(tx.db);
  return new Set(rows.map((row) => row.document_number));
}

/** Removes documents that were taken hold of; their values are removed apart. */
export async function deleteDocuments(store: SqlStore, tx: SqlTransaction, numbers: readonly number[]): Promise<void> {
  if (numbers.length === 0) return;
  const rows = jsonRows(
    store.dialect,
    { number: 'bigint' },
    numbers.map((number) => [number]),
  );
  await sql`delete from search_documents where document_number in ${rows}`.execute(tx.db);
}
