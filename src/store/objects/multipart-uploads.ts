import type { Kysely } from 'kysely';
import type { Clock } from '../../base/clock.ts';
import { randomHex } from '../../base/ids.ts';
import { afterPrefix } from '../../base/text-ranges.ts';
import type { SqlStore, SqlTransaction } from '../sql/sql-store.ts';
import type { BlobFiles } from './blob-files.ts';
import { lockBucket } from './bucket-index.ts';
import { completeMetadata } from './default-metadata.ts';
import { type CompletedPart, completionOf } from './multipart-completion.ts';
import {
  asObject,
  blobIdsOf,
  findObject,
  type IndexedObject,
  partRows,
  replaceObject,
  type WriteCondition,
} from './object-index.ts';
import { checkObjectKey } from './object-keys.ts';
import type { ObjectMetadata } from './object-store.ts';
import type { ObjectDocument, ObjectTables, PartRow, UploadDocument, UploadRow } from './object-tables.ts';
import { invalidRequest, noSuchUpload } from './s3-errors.ts';
import { type BodyFacts, checkDigestsWellFormed, verifier } from './upload-digests.ts';

export interface MultipartUpload extends UploadDocument {
  readonly uploadId: string;
  readonly bucket: string;
  readonly key: string;
  readonly creationMs: number;
}

/** What the object will say of itself. */
export interface UploadRequest extends Omit<UploadDocument, 'metadata'> {
  readonly metadata?: Partial<ObjectMetadata>;
}

export interface UploadedPart {
  readonly partNumber: number;
  readonly sizeBytes: number;
  readonly etag: string;
  readonly checksum?: string;
  readonly modifiedMs: number;
}

export interface UploadQuery {
  readonly bucket: string;
  readonly prefix: string;
  /** Key and upload id of the last one of the page before; without an id, all uploads of the key are passed over. */
  readonly after?: { readonly key: string; readonly uploadId?: string | undefined } | undefined;
  readonly limit: number;
}

/** S3's limit of one part, in bytes. */
const PART_BYTES_MAX = 5 * 1024 ** 3;

/** Uploads in parts. Every part is a blob of its own; the completed object reads from them until they are joined. */
export class MultipartUploads {
  readonly #store: SqlStore;
  readonly #blobs: BlobFiles;
  readonly #clock: Clock;

  constructor(store: SqlStore, blobs: BlobFiles, clock: Clock) {
    this.#store = store;
    this.#blobs = blobs;
    this.#clock = clock;
  }

  async create(bucket: string, key: string, request: UploadRequest): Promise<MultipartUpload> {
    checkObjectKey(key);
    const row: UploadRow = {
      upload_id: randomHex(32),
      bucket,
      object_key: key,
      creation_ms: this.#clock.nowMs(),
      document: JSON.stringify({ ...request, metadata: completeMetadata(request.metadata) }),
    };
    await this.#store.transaction(async (tx) => {
      await lockBucket(this.#store, tx, bucket, 'share');
      await tables(tx.db).insertInto('s3_uploads').values(row).execute();
    });
    return asUpload(row);
  }

  /** Throws NoSuchUpload, also when the upload is of another key. */
  async require(bucket: string, key: string, uploadId: string): Promise<MultipartUpload> {
    const row = await byId(this.#store.reader, bucket, key, uploadId).executeTakeFirst();
    if (!row) throw noSuchUpload(uploadId);
    return asUpload(row);
  }

  /** Writes a part; one of the same number that was there is replaced. */
  async putPart(upload: MultipartUpload, partNumber: number, body: BodyFacts): Promise<UploadedPart> {
    const expected = upload.checksum?.algorithm;
    const algorithm = body.checksum?.algorithm ?? expected;
    if (expected && algorithm !== expected) {
      throw invalidRequest(
        `Checksum Type mismatch occurred, expected checksum Type: ${expected.toLowerCase()}, actual checksum Type: ${algorithm?.toLowerCase()}`,
      );
    }
    checkDigestsWellFormed(body);
    const options = { sizeBytes: body.sizeBytes, maxBytes: PART_BYTES_MAX, algorithm, verify: verifier(body) };
    return this.#blobs.store(body.content, options, async (blob) => {
      const row: PartRow = {
        owner_id: upload.uploadId,
        part_number: partNumber,
        blob_id: blob.blobId,
        size_bytes: blob.sizeBytes,
        md5: blob.md5.toString('hex'),
        checksum: expected && blob.checksum ? blob.checksum.toString('base64') : null,
        modified_ms: this.#clock.nowMs(),
      };
      await this.#store.transaction((tx) => this.#commitPart(tx, upload, row));
      return { ...asPart(row), ...(blob.checksum ? { checksum: blob.checksum.toString('base64') } : {}) };
    });
  }

  async #commitPart(tx: SqlTransaction, upload: MultipartUpload, row: PartRow): Promise<void> {
    // Shared: parts arrive in parallel. A completion or an abort takes it exclusively.
    await lockUpload(this.#store, tx, upload, 'share');
    const inserted = await tables(tx.db)
      .insertInto('s3_parts')
      .values(row)
      .onConflict((conflict) => conflict.columns(['owner_id', 'part_number']).doNothing())
      .executeTakeFirst();
    if (Number(inserted.numInsertedOrUpdatedRows ?? 0) > 0) return;
    // There was one, or a rival that was inserted at the same time has committed by now: it is known before it goes.
    const { owner_id, part_number, ...changes } = row;
    const replaced = await lockPart(this.#store, tx, row);
    await tables(tx.db)
      .updateTable('s3_parts')
      .set(changes)
      .where('owner_id', '=', owner_id)
      .where('part_number', '=', part_number)
      .execute();
    if (replaced) tx.afterCommit(() => void this.#blobs.remove([replaced]));
  }

  /** Makes the object of the listed parts. Asked again for an upload that it has completed, it gives that object. */
  async complete(
    bucket: string,
    key: string,
    uploadId: string,
    parts: readonly CompletedPart[],
    wanted: WriteCondition & { readonly checksum?: string | undefined; readonly sizeBytes?: number | undefined },
  ): Promise<IndexedObject> {
    const done = await this.#completed(bucket, key, uploadId);
    if (done) return done;
    return this.#store.transaction(async (tx) => {
      await lockBucket(this.#store, tx, bucket, 'share');
      const upload = await lockUpload(this.#store, tx, { bucket, key, uploadId }, 'update');
      const uploaded = await partRows(tx.db, uploadId);
      const completion = await completionOf(upload, uploaded, parts, wanted);
      const document: ObjectDocument = {
        metadata: upload.metadata,
        ...(completion.checksum ? { checksum: completion.checksum } : {}),
        ...(upload.tags ? { tags: upload.tags } : {}),
      };
      const row = {
        bucket,
        object_key: key,
        version_id: uploadId,
        blob_id: null,
        size_bytes: completion.sizeBytes,
        etag: completion.etag,
        modified_ms: this.#clock.nowMs(),
        document: JSON.stringify(document),
      };
      const replaced = await replaceObject(this.#store, tx, row, wanted);
      await this.#dropParts(tx, uploadId, completion.unused);
      await tables(tx.db).deleteFrom('s3_uploads').where('upload_id', '=', uploadId).execute();
      tx.afterCommit(() => void this.#blobs.remove([...replaced, ...blobIdsOf(completion.unused)]));
      return asObject(row);
    });
  }

  async abort(bucket: string, key: string, uploadId: string): Promise<void> {
    await this.#store.transaction(async (tx) => {
      await lockUpload(this.#store, tx, { bucket, key, uploadId }, 'update');
      const parts = await partRows(tx.db, uploadId);
      await tables(tx.db).deleteFrom('s3_parts').where('owner_id', '=', uploadId).execute();
      await tables(tx.db).deleteFrom('s3_uploads').where('upload_id', '=', uploadId).execute();
      tx.afterCommit(() => void this.#blobs.remove(blobIdsOf(parts)));
    });
  }

  /** Parts after the number `after`, at most `limit`. */
  async listParts(uploadId: string, after: number, limit: number): Promise<UploadedPart[]> {
    const rows = await tables(this.#store.reader)
      .selectFrom('s3_parts')
      .selectAll()
      .where('owner_id', '=', uploadId)
      .where('part_number', '>', after)
      .orderBy('part_number')
      .limit(limit)
      .execute();
    return rows.map(asPart);
  }

  /** Unfinished uploads by key, then upload id. */
  async list(query: UploadQuery): Promise<MultipartUpload[]> {
    let rows = tables(this.#store.reader).selectFrom('s3_uploads').selectAll().where('bucket', '=', query.bucket);
    const end = query.prefix && afterPrefix(query.prefix);
    if (query.prefix) rows = rows.where('object_key', '>=', query.prefix);
    if (end) rows = rows.where('object_key', '<', end);
    const { after } = query;
    if (after) {
      rows = rows.where((eb) =>
        eb.or([
          eb('object_key', '>', after.key),
          ...(after.uploadId ? [eb.and([eb('object_key', '=', after.key), eb('upload_id', '>', after.uploadId)])] : []),
        ]),
      );
    }
    return (await rows.orderBy('object_key').orderBy('upload_id').limit(query.limit).execute()).map(asUpload);
  }

  async #completed(bucket: string, key: string, uploadId: string): Promise<IndexedObject | undefined> {
    const object = await findObject(this.#store.reader, bucket, key);
    return object?.versionId === uploadId ? object : undefined;
  }

  async #dropParts(tx: SqlTransaction, uploadId: string, parts: readonly PartRow[]): Promise<void> {
    for (const part of parts) {
      await tables(tx.db)
        .deleteFrom('s3_parts')
        .where('owner_id', '=', uploadId)
        .where('part_number', '=', part.part_number)
        .execute();
    }
  }
}

type UploadName = Pick<MultipartUpload, 'bucket' | 'key' | 'uploadId'>;

async function lockUpload(
  store: SqlStore,
  tx: SqlTransaction,
  { bucket, key, uploadId }: UploadName,
  mode: 'share' | 'update',
): Promise<MultipartUpload> {
  const query = byId(tx.db, bucket, key, uploadId);
  const locked = store.dialect !== 'postgres' ? query : mode === 'share' ? query.forShare() : query.forUpdate();
  const row = await locked.executeTakeFirst();
  if (!row) throw noSuchUpload(uploadId);
  return asUpload(row);
}

/** The blob of a part that is there, held until the transaction ends. */
async function lockPart(
  store: SqlStore,
  tx: SqlTransaction,
  part: Pick<PartRow, 'owner_id' | 'part_number'>,
): Promise<string | null> {
  const query = tables(tx.db)
    .selectFrom('s3_parts')
    .select('blob_id')
    .where('owner_id', '=', part.owner_id)
    .where('part_number', '=', part.part_number);
  const row = await (store.dialect === 'postgres' ? query.forUpdate() : query).executeTakeFirstOrThrow();
  return row.blob_id;
}

function byId(db: Kysely<unknown>, bucket: string, key: string, uploadId: string) {
  return tables(db)
    .selectFrom('s3_uploads')
    .selectAll()
    .where('upload_id', '=', uploadId)
    .where('bucket', '=', bucket)
    .where('object_key', '=', key);
}

function asUpload(row: UploadRow): MultipartUpload {
  return {
    uploadId: row.upload_id,
    bucket: row.bucket,
    key: row.object_key,
    creationMs: row.creation_ms,
    ...(JSON.parse(row.document) as UploadDocument),
  };
}

function asPart(row: PartRow): UploadedPart {
  return {
    partNumber: row.part_number,
    sizeBytes: row.size_bytes,
    etag: row.md5,
    ...(row.checksum === null ? {} : { checksum: row.checksum }),
    modifiedMs: row.modified_ms,
  };
}

function tables(db: Kysely<unknown>): Kysely<ObjectTables> {
  return db.withTables<ObjectTables>();
}
