import type { CompleteMultipartUploadOutput, CompleteMultipartUploadRequest } from '../../../api/generated/s3-types.ts';
import type { Operation } from '../../../api/operation.ts';
import type { FileObjectStore } from '../../../store/objects/file-object-store.ts';
import { malformedXml } from '../../../store/objects/s3-errors.ts';
import { ownBucket } from '../bucket-access.ts';
import { checksumMembers, statedChecksum } from '../checksum-members.ts';
import { quoted, unquoted, writeConditionOf } from '../conditions.ts';
import { PARTS_MAX } from '../part-numbers.ts';

/** Makes the object of the parts that the request lists. */
export function completeMultipartUpload(
  objects: FileObjectStore,
): Operation<CompleteMultipartUploadRequest, CompleteMultipartUploadOutput> {
  return async (input, context) => {
    await ownBucket(objects, input, context);
    const listed = input.MultipartUpload?.Parts ?? [];
    if (listed.length === 0 || listed.length > PARTS_MAX) throw malformedXml();
    const parts = listed.map((part) => {
      if (part.PartNumber === undefined || part.ETag === undefined) throw malformedXml();
      return { partNumber: part.PartNumber, etag: unquoted(part.ETag), checksum: statedChecksum(part)?.value };
    });
    const object = await objects.uploads.complete(input.Bucket, input.Key, input.UploadId, parts, {
      ...writeConditionOf(input),
      checksum: statedChecksum(input)?.value,
      sizeBytes: input.MpuObjectSize,
    });
    const path = input.Key.split('/').map(encodeURIComponent).join('/');
    return {
      Location: `${context.endpoint}/${input.Bucket}/${path}`,
      Bucket: input.Bucket,
      Key: input.Key,
      ETag: quoted(object.etag),
      ...checksumMembers(object.checksum),
    };
  };
}
