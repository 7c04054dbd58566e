import type { CopyObjectOutput, CopyObjectRequest } from '../../../api/generated/s3-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { epochSeconds } from '../../../base/clock.ts';
import type { FileObjectStore, PutRequest } from '../../../store/objects/file-object-store.ts';
import type { IndexedObject } from '../../../store/objects/object-index.ts';
import { entityTooLarge, invalidRequest, noSuchKey } from '../../../store/objects/s3-errors.ts';
import { ownBucket } from '../bucket-access.ts';
import { algorithmOf, checksumMembers } from '../checksum-members.ts';
import { checkSourceConditions, quoted, writeConditionOf } from '../conditions.ts';
import { type CopySource, readableSource } from '../copy-source.ts';
import { metadataOf } from '../object-metadata.ts';
import { tagsOfHeader } from '../tag-sets.ts';
import { refuseCustomerKeys, refuseUnbuiltWrite } from '../unbuilt-features.ts';

/** Larger objects are copied in parts. */
const COPY_BYTES_MAX = 5 * 1024 ** 3;

/** Copies an object, with its metadata and tags or new ones. Costs no bytes where the file can be linked. */
export function copyObject(objects: FileObjectStore): Operation<CopyObjectRequest, CopyObjectOutput> {
  return async (input, context) => {
    await ownBucket(objects, input, context);
    refuseUnbuiltWrite(input);
    refuseCustomerKeys({ SSECustomerAlgorithm: input.CopySourceSSECustomerAlgorithm, SSECustomerKey: undefined });
    const from = await readableSource(objects, input, context);
    refuseCopyOntoItself(input, from);
    const source = await objects.head(from.bucket, from.key);
    if (!source) throw noSuchKey(from.key);
    checkSourceConditions(input, source);
    if (source.sizeBytes > COPY_BYTES_MAX) throw entityTooLarge(source.sizeBytes, COPY_BYTES_MAX);
    const copy = await copyContent(objects, input, source);
    return {
      CopyObjectResult: {
        ETag: quoted(copy.etag),
        LastModified: epochSeconds(copy.lastModifiedMs),
        ...checksumMembers(copy.checksum),
      },
    };
  };
}

/** Without any change S3 refuses it, so that nobody believes to have changed something. */
function refuseCopyOntoItself(input: CopyObjectRequest, from: CopySource): void {
  const isSame = from.bucket === input.Bucket && from.key === input.Key;
  const isChange =
    input.MetadataDirective === 'REPLACE' ||
    input.StorageClass !== undefined ||
    input.ServerSideEncryption !== undefined;
  if (!isSame || isChange) return;
  throw invalidRequest(
    "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
  );
}

async function copyContent(
  objects: FileObjectStore,
  input: CopyObjectRequest,
  source: IndexedObject,
): Promise<IndexedObject> {
  const target: Omit<PutRequest, 'body'> = {
    bucket: input.Bucket,
    key: input.Key,
    metadata: input.MetadataDirective === 'REPLACE' ? metadataOf(input) : source.metadata,
    tags: input.TaggingDirective === 'REPLACE' ? (tagsOfHeader(input.Tagging) ?? {}) : source.tags,
    condition: writeConditionOf(input),
  };
  const algorithm = algorithmOf(input.ChecksumAlgorithm);
  const hasChecksum = algorithm === undefined || algorithm === source.checksum?.algorithm;
  const linked = hasChecksum ? await objects.putLinked(source, target) : undefined;
  if (linked) return linked;
  const { object, body } = await objects.open(source.bucket, source.key, (found) => {
    checkSourceConditions(input, found);
    return undefined;
  });
  const kept = algorithm ?? object.checksum?.algorithm;
  const checksum = kept && { algorithm: kept, expected: () => undefined };
  try {
    return await objects.put({ ...target, body: { content: body, sizeBytes: object.sizeBytes, checksum } });
  } finally {
    body.destroy();
  }
}
