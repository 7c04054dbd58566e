import type { UploadPartOutput, UploadPartRequest } from '../../../api/generated/s3-types.ts';
import type { Operation } from '../../../api/operation.ts';
import type { FileObjectStore } from '../../../store/objects/file-object-store.ts';
import { ownBucket } from '../bucket-access.ts';
import { bodyFactsOf, partChecksumMembers } from '../checksum-members.ts';
import { quoted } from '../conditions.ts';
import { checkPartNumber } from '../part-numbers.ts';
import { refuseCustomerKeys } from '../unbuilt-features.ts';

/** Writes one part of an upload. Parts may come in any order and at the same time. */
export function uploadPart(objects: FileObjectStore): Operation<UploadPartRequest, UploadPartOutput> {
  return async (input, context) => {
    await ownBucket(objects, input, context);
    checkPartNumber(input.PartNumber);
    refuseCustomerKeys(input);
    const upload = await objects.uploads.require(input.Bucket, input.Key, input.UploadId);
    const body = bodyFactsOf(input);
    const part = await objects.uploads.putPart(upload, input.PartNumber, body);
    const algorithm = body.checksum?.algorithm ?? upload.checksum?.algorithm;
    return { ETag: quoted(part.etag), ...partChecksumMembers(algorithm, part.checksum) };
  };
}
