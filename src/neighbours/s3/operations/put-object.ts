import type { PutObjectOutput, PutObjectRequest } from '../../../api/generated/s3-types.ts';
import type { Operation } from '../../../api/operation.ts';
import type { FileObjectStore } from '../../../store/objects/file-object-store.ts';
import { ownBucket } from '../bucket-access.ts';
import { bodyFactsOf, checksumMembers } from '../checksum-members.ts';
import { quoted, writeConditionOf } from '../conditions.ts';
import { metadataOf } from '../object-metadata.ts';
import { tagsOfHeader } from '../tag-sets.ts';
import { refuseUnbuiltWrite } from '../unbuilt-features.ts';

/** Writes an object. It replaces what is there only once the whole body has come and its digests are right. */
export function putObject(objects: FileObjectStore): Operation<PutObjectRequest, PutObjectOutput> {
  return async (input, context) => {
    await ownBucket(objects, input, context);
    refuseUnbuiltWrite(input);
    const object = await objects.put({
      bucket: input.Bucket,
      key: input.Key,
      body: bodyFactsOf(input),
      metadata: metadataOf(input),
      tags: tagsOfHeader(input.Tagging),
      condition: writeConditionOf(input),
    });
    return { ETag: quoted(object.etag), ...checksumMembers(object.checksum) };
  };
}
