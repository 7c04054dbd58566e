import type { Kysely } from 'kysely';
import type { ServiceError } from '../../base/errors.ts';
import { afterPrefix } from '../../base/text-ranges.ts';
import type { SqlStore, SqlTransaction } from '../sql/sql-store.ts';
import { compareKeys } from './object-keys.ts';
import type { StoredObject } from './object-store.ts';
import type { ObjectDocument, ObjectRow, ObjectTables, PartRow } from './object-tables.ts';
import { noSuchKey, preconditionFailed } from './s3-errors.ts';

/** An object as the index has it: what everyone may know of it, and where its content lies. */
export interface IndexedObject extends StoredObject {
  readonly versionId: string;
  /** Undefined while the content lies in the files of its parts. */
  readonly blobId?: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** What must hold of the key for a write to happen; ETags without quotes. */
export interface WriteCondition {
  /** `*` means that the key must exist. */
  readonly ifMatch?: string | undefined;
  /** Only `*`, that the key must not exist. */
  readonly ifNoneMatch?: string | undefined;
}

export interface KeyRange {
  readonly bucket: string;
  readonly prefix: string;
  /** Only keys that sort after this. */
  readonly after?: string | undefined;
  /** Only keys that sort at or after this. */
  readonly from?: string | undefined;
  readonly limit: number;
}

export async function findObject(db: Kysely<unknown>, bucket: string, key: string): Promise<IndexedObject | undefined> {
  const row = await byKey(db, bucket, key).executeTakeFirst();
  return row && asObject(row);
}

/** The objects of a range of keys, in the order of the keys' bytes. Costs what it returns, wherever the range begins. */
export async function listObjects(db: Kysely<unknown>, range: KeyRange): Promise<IndexedObject[]> {
  let rows = tables(db).selectFrom('s3_objects').selectAll().where('bucket', '=', range.bucket);
  const start = startOf(range);
  if (start) rows = rows.where('object_key', start.isIncluded ? '>=' : '>', start.key);
  const end = range.prefix && afterPrefix(range.prefix);
  if (end) rows = rows.where('object_key', '<', end);
  return (await rows.orderBy('object_key').limit(range.limit).execute()).map(asObject);
}

/** One lower bound, the highest: with two of them SQLite walks the index from whichever it likes. */
function startOf(range: KeyRange): { readonly key: string; readonly isIncluded: boolean } | undefined {
  let start = range.prefix ? { key: range.prefix, isIncluded: true } : undefined;
  if (range.from && (!start || compareKeys(range.from, start.key) > 0)) start = { key: range.from, isIncluded: true };
  if (range.after && (!start || compareKeys(range.after, start.key) >= 0)) {
    start = { key: range.after, isIncluded: false };
  }
  return start;
}

/** Puts the object under its key. Returns the blobs of the content that it replaces, now in no one's use. */
export async function replaceObject(
  store: SqlStore,
  tx: SqlTransaction,
  row: ObjectRow,
  condition: WriteCondition,
): Promise<string[]> {
  let previous = await lockObject(store, tx, row.bucket, row.object_key);
  checkCondition(row.object_key, previous, condition);
  if (!previous) {
    const result = await tables(tx.db)
      .insertInto('s3_objects')
      .values(row)
      .onConflict((conflict) => conflict.columns(['bucket', 'object_key']).doNothing())
      .executeTakeFirst();
    if (Number(result.numInsertedOrUpdatedRows ?? 0) > 0) return [];
    // Another transaction has put the key there since we looked.
    previous = await lockObject(store, tx, row.bucket, row.object_key);
    checkCondition(row.object_key, previous, condition);
  }
  const { bucket, object_key, ...changes } = row;
  await tables(tx.db)
    .updateTable('s3_objects')
    .set(changes)
    .where('bucket', '=', bucket)
    .where('object_key', '=', object_key)
    .execute();
  return previous ? takeBlobs(tx, previous) : [];
}

/** Returns the blobs of what was deleted; undefined when there was no such key. */
export async function deleteObject(
  store: SqlStore,
  tx: SqlTransaction,
  bucket: string,
  key: string,
  condition: WriteCondition = {},
): Promise<string[] | undefined> {
  const previous = await lockObject(store, tx, bucket, key);
  if (condition.ifMatch !== undefined) checkCondition(key, previous, condition);
  if (!previous) return undefined;
  await tables(tx.db).deleteFrom('s3_objects').where('bucket', '=', bucket).where('object_key', '=', key).execute();
  return takeBlobs(tx, previous);
}

export interface Deletion {
  readonly key: string;
  readonly condition?: WriteCondition;
}

/** Deletes many keys with few queries. What refuses one of them is returned in its place, and the others go. */
export async function deleteObjects(
  store: SqlStore,
  tx: SqlTransaction,
  bucket: string,
  deletions: readonly Deletion[],
): Promise<{ readonly refusals: readonly (ServiceError | undefined)[]; readonly blobIds: readonly string[] }> {
  const found = await lockObjects(store, tx, bucket, [...new Set(deletions.map(({ key }) => key))]);
  const doomed = new Map<string, ObjectRow>();
  const refusals = deletions.map(({ key, condition }) => {
    const row = found.get(key);
    const refusal = condition?.ifMatch === undefined ? undefined : refusalOf(key, row, condition);
    if (row && !refusal) doomed.set(key, row);
    return refusal;
  });
  if (doomed.size === 0) return { refusals, blobIds: [] };
  await tables(tx.db)
    .deleteFrom('s3_objects')
    .where('bucket', '=', bucket)
    .where('object_key', 'in', [...doomed.keys()])
    .execute();
  const blobIds: string[] = [];
  for (const row of doomed.values()) blobIds.push(...(await takeBlobs(tx, row)));
  return { refusals, blobIds };
}

/** Changes what is said of an object, not its content. Throws NoSuchKey. */
export async function updateDocument(
  store: SqlStore,
  tx: SqlTransaction,
  bucket: string,
  key: string,
  change: (document: ObjectDocument) => ObjectDocument,
): Promise<void> {
  const row = await lockObject(store, tx, bucket, key);
  if (!row) throw noSuchKey(key);
  const document = JSON.stringify(change(JSON.parse(row.document) as ObjectDocument));
  await tables(tx.db)
    .updateTable('s3_objects')
    .set({ document })
    .where('bucket', '=', bucket)
    .where('object_key', '=', key)
    .execute();
}

/**
 * Points an object, if it is still that version, to one file that has the content of all its parts. Returns the parts'
 * blobs; undefined when the object has changed meanwhile.
 */
export async function setJoinedBlob(
  tx: SqlTransaction,
  object: IndexedObject,
  blobId: string,
): Promise<string[] | undefined> {
  const result = await tables(tx.db)
    .updateTable('s3_objects')
    .set({ blob_id: blobId })
    .where('bucket', '=', object.bucket)
    .where('object_key', '=', object.key)
    .where('version_id', '=', object.versionId)
    .where('blob_id', 'is', null)
    .executeTakeFirst();
  if (Number(result.numUpdatedRows) === 0) return undefined;
  const parts = await partRows(tx.db, object.versionId);
  await tables(tx.db).updateTable('s3_parts').set({ blob_id: null }).where('owner_id', '=', object.versionId).execute();
  return blobIdsOf(parts);
}

/** The parts of an upload, or of the object version that it became, by number. */
export async function partRows(db: Kysely<unknown>, ownerId: string): Promise<PartRow[]> {
  return tables(db).selectFrom('s3_parts').selectAll().where('owner_id', '=', ownerId).orderBy('part_number').execute();
}

/** Those of the blobs that the index names. */
export async function namedBlobs(db: Kysely<unknown>, blobIds: readonly string[]): Promise<Set<string>> {
  const named = new Set<string>();
  for (const table of ['s3_objects', 's3_parts'] as const) {
    const rows = await tables(db)
      .selectFrom(table)
      .select('blob_id')
      .where('blob_id', 'in', [...blobIds])
      .execute();
    for (const row of rows) if (row.blob_id) named.add(row.blob_id);
  }
  return named;
}

export function blobIdsOf(parts: readonly PartRow[]): string[] {
  return parts.flatMap((part) => (part.blob_id ? [part.blob_id] : []));
}

export function asObject(row: ObjectRow): IndexedObject {
  const { tags, ...document } = JSON.parse(row.document) as ObjectDocument;
  return {
    bucket: row.bucket,
    key: row.object_key,
    sizeBytes: row.size_bytes,
    etag: row.etag,
    lastModifiedMs: row.modified_ms,
    ...document,
    tags: tags ?? {},
    versionId: row.version_id,
    ...(row.blob_id ? { blobId: row.blob_id } : {}),
  };
}

function checkCondition(key: string, row: ObjectRow | undefined, condition: WriteCondition): void {
  const refusal = refusalOf(key, row, condition);
  if (refusal) throw refusal;
}

function refusalOf(key: string, row: ObjectRow | undefined, condition: WriteCondition): ServiceError | undefined {
  if (condition.ifNoneMatch !== undefined && row) return preconditionFailed('If-None-Match');
  if (condition.ifMatch === undefined) return undefined;
  if (!row) return noSuchKey(key);
  if (condition.ifMatch !== '*' && condition.ifMatch !== row.etag) return preconditionFailed('If-Match');
  return undefined;
}

/** Forgets the parts of an object that is going away. */
async function takeBlobs(tx: SqlTransaction, row: ObjectRow): Promise<string[]> {
  const own = row.blob_id ? [row.blob_id] : [];
  if (!row.etag.includes('-')) return own;
  const parts = await partRows(tx.db, row.version_id);
  await tables(tx.db).deleteFrom('s3_parts').where('owner_id', '=', row.version_id).execute();
  return [...own, ...blobIdsOf(parts)];
}

async function lockObjects(store: SqlStore, tx: SqlTransaction, bucket: string, keys: readonly string[]) {
  const query = tables(tx.db)
    .selectFrom('s3_objects')
    .selectAll()
    .where('bucket', '=', bucket)
    .where('object_key', 'in', [...keys])
    // Everyone locks in one order, so that nobody waits in a circle.
    .orderBy('object_key');
  const rows = await (store.dialect === 'postgres' ? query.forUpdate() : query).execute();
  return new Map(rows.map((row) => [row.object_key, row]));
}

async function lockObject(store: SqlStore, tx: SqlTransaction, bucket: string, key: string) {
  const query = byKey(tx.db, bucket, key);
  return (store.dialect === 'postgres' ? query.forUpdate() : query).executeTakeFirst();
}

function byKey(db: Kysely<unknown>, bucket: string, key: string) {
  return tables(db).selectFrom('s3_objects').selectAll().where('bucket', '=', bucket).where('object_key', '=', key);
}

function tables(db: Kysely<unknown>): Kysely<ObjectTables> {
  return db.withTables<ObjectTables>();
}
