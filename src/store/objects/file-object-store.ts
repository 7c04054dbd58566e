import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { Scope } from '../../base/arn.ts';
import type { Clock } from '../../base/clock.ts';
import { ServiceError } from '../../base/errors.ts';
import type { Logger } from '../../base/logger.ts';
import type { SqlStore } from '../sql/sql-store.ts';
import { type Blob, BlobFiles, copyBlob, isMissingFile, linkOrCopy } from './blob-files.ts';
import { BlobSweep } from './blob-sweep.ts';
import type { BlobDigests } from './blob-writer.ts';
import { BucketIndex, lockBucket } from './bucket-index.ts';
import { type ByteRange, type ContentPiece, openContent } from './content-reader.ts';
import { completeMetadata } from './default-metadata.ts';
import { MultipartUploads } from './multipart-uploads.ts';
import {
  asObject,
  type Deletion,
  deleteObject,
  deleteObjects,
  findObject,
  type IndexedObject,
  listObjects,
  partRows,
  replaceObject,
  setJoinedBlob,
  updateDocument,
  type WriteCondition,
} from './object-index.ts';
import { checkObjectKey } from './object-keys.ts';
import { type ListedPage, listPage, type PageQuery } from './object-listing.ts';
import type { ObjectMetadata, ObjectPage, ObjectStore, StoredObject } from './object-store.ts';
import type { ObjectDocument, PartRow } from './object-tables.ts';
import { noSuchKey, preconditionFailed } from './s3-errors.ts';
import { type BodyFacts, checkDigestsWellFormed, verifier } from './upload-digests.ts';

/** S3's limit of one PUT, in bytes. */
export const PUT_BYTES_MAX = 5 * 1024 ** 3;

export interface PutRequest {
  readonly bucket: string;
  readonly key: string;
  readonly body: BodyFacts;
  readonly metadata?: Partial<ObjectMetadata> | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
  readonly condition?: WriteCondition | undefined;
  /** Larger for the server's own writes than for a client's PUT. */
  readonly maxBytes?: number | undefined;
}

/** Objects in files, their index in SQL. Every write is durable when it resolves, and seen whole or not at all. */
export class FileObjectStore implements ObjectStore {
  readonly buckets: BucketIndex;
  readonly uploads: MultipartUploads;
  readonly #store: SqlStore;
  readonly #blobs: BlobFiles;
  readonly #clock: Clock;
  readonly #sweep: BlobSweep;
  /** Joins that are running, by object version. */
  readonly #joins = new Map<string, Promise<string>>();

  constructor(parts: {
    readonly store: SqlStore;
    readonly blobs: BlobFiles;
    readonly clock: Clock;
    readonly logger: Logger;
  }) {
    this.buckets = new BucketIndex(parts.store, parts.clock);
    this.uploads = new MultipartUploads(parts.store, parts.blobs, parts.clock);
    this.#store = parts.store;
    this.#blobs = parts.blobs;
    this.#clock = parts.clock;
    this.#sweep = new BlobSweep(parts);
  }

  /** Begins the background sweep. */
  start(): void {
    this.#sweep.start();
  }

  async close(): Promise<void> {
    await this.#sweep.stop();
  }

  async headBucket(bucket: string): Promise<Scope | undefined> {
    const found = await this.buckets.find(bucket);
    return found && { account: found.account, region: found.region };
  }

  /** Undefined when the bucket holds no such key. Throws NoSuchBucket. */
  async head(bucket: string, key: string): Promise<IndexedObject | undefined> {
    const object = await findObject(this.#store.reader, bucket, key);
    if (!object) await this.buckets.require(bucket);
    return object;
  }

  async read(bucket: string, key: string): Promise<{ readonly object: StoredObject; readonly body: Readable }> {
    return this.open(bucket, key, () => undefined);
  }

  /**
   * Opens an object. `choose` sees it first: it may throw, or return the range of bytes to read; undefined is all of it.
   * What is read is one version, even if the key is overwritten or deleted meanwhile.
   */
  async open(
    bucket: string,
    key: string,
    choose: (object: IndexedObject) => ByteRange | undefined | Promise<ByteRange | undefined>,
  ): Promise<{ readonly object: IndexedObject; readonly body: Readable }> {
    return this.#withContent(bucket, key, async (object, pieces) => {
      const range = (await choose(object)) ?? { first: 0, last: object.sizeBytes - 1 };
      return { object, body: await openContent(this.#blobs, pieces, range) };
    });
  }

  async write(
    bucket: string,
    key: string,
    body: Readable | Uint8Array,
    metadata?: Partial<ObjectMetadata>,
  ): Promise<IndexedObject> {
    return this.put({ bucket, key, body: { content: body }, metadata, maxBytes: Number.MAX_SAFE_INTEGER });
  }

  /** Writes an object in one go. Throws NoSuchBucket, PreconditionFailed, BadDigest, IncompleteBody, EntityTooLarge. */
  async put(request: PutRequest): Promise<IndexedObject> {
    const { bucket, key, body, condition = {} } = request;
    checkObjectKey(key);
    checkDigestsWellFormed(body);
    const current = await this.head(bucket, key);
    // Asked again at the commit; here it spares the client the upload.
    if (condition.ifNoneMatch !== undefined && current) throw preconditionFailed('If-None-Match');
    const options = {
      sizeBytes: body.sizeBytes ?? (body.content instanceof Uint8Array ? body.content.length : undefined),
      maxBytes: request.maxBytes ?? PUT_BYTES_MAX,
      algorithm: body.checksum?.algorithm,
      verify: verifier(body),
    };
    return this.#blobs.store(body.content, options, (blob) =>
      this.#commit(request, blob, blob.md5.toString('hex'), documentOf(request, blob)),
    );
  }

  /** Sets an object to the content of another without copying bytes. Undefined when that one must be read instead. */
  async putLinked(source: IndexedObject, target: Omit<PutRequest, 'body'>): Promise<IndexedObject | undefined> {
    if (!source.blobId || source.etag.includes('-')) return undefined;
    checkObjectKey(target.key);
    const digests = { sizeBytes: source.sizeBytes, md5: Buffer.from(source.etag, 'hex') };
    const document: ObjectDocument = {
      ...documentOf(target, digests),
      ...(source.checksum ? { checksum: source.checksum } : {}),
    };
    try {
      return await this.#blobs.storeCopy(source.blobId, digests, (blob) =>
        this.#commit(target, blob, source.etag, document),
      );
    } catch (error) {
      if (isMissingFile(error)) return undefined;
      throw error;
    }
  }

  async delete(bucket: string, key: string, condition?: WriteCondition): Promise<void> {
    await this.#store.transaction(async (tx) => {
      const removed = await deleteObject(this.#store, tx, bucket, key, condition);
      if (removed) tx.afterCommit(() => void this.#blobs.remove(removed));
      else await lockBucket(this.#store, tx, bucket, 'share');
    });
  }

  /** Deletes many keys in one transaction. What refuses one of them is returned in its place, and the others go. */
  async deleteMany(bucket: string, deletions: readonly Deletion[]): Promise<readonly (ServiceError | undefined)[]> {
    return this.#store.transaction(async (tx) => {
      await lockBucket(this.#store, tx, bucket, 'share');
      const { refusals, blobIds } = await deleteObjects(this.#store, tx, bucket, deletions);
      tx.afterCommit(() => void this.#blobs.remove(blobIds));
      return refusals;
    });
  }

  async list(bucket: string, prefix: string, limit: number, after?: string): Promise<ObjectPage> {
    const objects = await listObjects(this.#store.reader, { bucket, prefix, after, limit: limit + 1 });
    if (objects.length === 0) await this.buckets.require(bucket);
    const last = objects[limit - 1];
    if (objects.length <= limit || !last) return { objects };
    return { objects: objects.slice(0, limit), nextAfter: last.key };
  }

  /** A page of keys and, with a delimiter, common prefixes. */
  async listPage(query: PageQuery): Promise<ListedPage> {
    return listPage((range) => listObjects(this.#store.reader, range), query);
  }

  /** Bounds of a multipart object's parts; empty for an object that was put in one go. */
  async partsOf(object: IndexedObject): Promise<PartRow[]> {
    return object.etag.includes('-') ? partRows(this.#store.reader, object.versionId) : [];
  }

  async setTags(bucket: string, key: string, tags: Readonly<Record<string, string>>): Promise<void> {
    await this.#store.transaction(async (tx) => {
      await lockBucket(this.#store, tx, bucket, 'share');
      await updateDocument(this.#store, tx, bucket, key, (document) => ({ ...document, tags }));
    });
  }

  async materialise(bucket: string, key: string, path: string, how: 'copy' | 'link'): Promise<void> {
    await this.#withContent(bucket, key, async (object, pieces) => {
      const blobId = object.blobId ?? (await this.#join(object, pieces));
      if (how === 'link') await linkOrCopy(this.#blobs.path(blobId), path);
      else await copyBlob(this.#blobs.path(blobId), path);
    });
  }

  /** Joins the parts of an object into one file, which serves all later reads and links. Once, however many ask. */
  #join(object: IndexedObject, pieces: readonly ContentPiece[]): Promise<string> {
    const running = this.#joins.get(object.versionId);
    if (running) return running;
    const joining = this.#joinNow(object, pieces).finally(() => this.#joins.delete(object.versionId));
    this.#joins.set(object.versionId, joining);
    return joining;
  }

  async #joinNow(object: IndexedObject, pieces: readonly ContentPiece[]): Promise<string> {
    const content = await openContent(this.#blobs, pieces, { first: 0, last: object.sizeBytes - 1 });
    const options = { sizeBytes: object.sizeBytes, maxBytes: object.sizeBytes };
    try {
      return await this.#blobs.store(content, options, (blob) =>
        this.#store.transaction(async (tx) => {
          const parts = await setJoinedBlob(tx, object, blob.blobId);
          if (!parts) throw contentMoved();
          tx.afterCommit(() => void this.#blobs.remove(parts));
          return blob.blobId;
        }),
      );
    } finally {
      content.destroy();
    }
  }

  async #commit(
    target: Omit<PutRequest, 'body'>,
    blob: Blob,
    etag: string,
    document: ObjectDocument,
  ): Promise<IndexedObject> {
    const row = {
      bucket: target.bucket,
      object_key: target.key,
      version_id: blob.blobId,
      blob_id: blob.blobId,
      size_bytes: blob.sizeBytes,
      etag,
      modified_ms: this.#clock.nowMs(),
      document: JSON.stringify(document),
    };
    await this.#store.transaction(async (tx) => {
      await lockBucket(this.#store, tx, target.bucket, 'share');
      const replaced = await replaceObject(this.#store, tx, row, target.condition ?? {});
      tx.afterCommit(() => void this.#blobs.remove(replaced));
    });
    return asObject(row);
  }

  /**
   * Runs `work` on an object and its files. When a file is gone the object was overwritten, deleted or joined since it
   * was looked up, and is looked up again.
   */
  async #withContent<Result>(
    bucket: string,
    key: string,
    work: (object: IndexedObject, pieces: readonly ContentPiece[]) => Promise<Result>,
  ): Promise<Result> {
    for (let attempt = 1; ; attempt++) {
      const object = await this.head(bucket, key);
      if (!object) throw noSuchKey(key);
      try {
        return await work(object, await this.#piecesOf(object));
      } catch (error) {
        if (!(isMissingFile(error) || isContentMoved(error)) || attempt === LOOKUPS_MAX) throw error;
      }
    }
  }

  async #piecesOf(object: IndexedObject): Promise<ContentPiece[]> {
    if (object.blobId) return [{ blobId: object.blobId, sizeBytes: object.sizeBytes }];
    const parts = await partRows(this.#store.reader, object.versionId);
    return parts.flatMap((part) => (part.blob_id ? [{ blobId: part.blob_id, sizeBytes: part.size_bytes }] : []));
  }
}

/** The object has changed while its content was being joined; whoever asked looks it up again. */
const contentMoved = () => new ServiceError('OperationAborted', CONTENT_MOVED, 409);
const CONTENT_MOVED = 'A conflicting conditional operation is currently in progress against this resource. Try again.';

function isContentMoved(error: unknown): boolean {
  return error instanceof ServiceError && error.message === CONTENT_MOVED;
}

/** A file that is missing this often is not a race but a loss. */
const LOOKUPS_MAX = 10;

function documentOf(
  request: Omit<PutRequest, 'body'> & { readonly body?: BodyFacts },
  blob: Pick<BlobDigests, 'md5' | 'checksum'>,
) {
  const { metadata, tags } = request;
  const algorithm = request.body?.checksum?.algorithm;
  return {
    metadata: completeMetadata(metadata),
    ...(algorithm && blob.checksum
      ? { checksum: { algorithm, value: blob.checksum.toString('base64'), type: 'FULL_OBJECT' as const } }
      : {}),
    ...(tags && Object.keys(tags).length > 0 ? { tags } : {}),
  };
}

/** Opens the objects below `<dataDir>/objects`. The index is in `store`, whose migrations have run. */
export async function openObjectStore(parts: {
  readonly store: SqlStore;
  readonly dataDir: string;
  readonly clock: Clock;
  readonly logger: Logger;
}): Promise<FileObjectStore> {
  const blobs = new BlobFiles(join(parts.dataDir, 'objects'));
  await blobs.prepare();
  const objects = new FileObjectStore({ ...parts, blobs });
  objects.start();
  return objects;
}
