import type { AbortMultipartUploadOutput, AbortMultipartUploadRequest } from '../../../api/generated/s3-types.ts';
import type { Operation } from '../../../api/operation.ts';
import type { FileObjectStore } from '../../../store/objects/file-object-store.ts';
import { ownBucket } from '../bucket-access.ts';

/** Ends an upload and frees what its parts took. */
export function abortMultipartUpload(
  objects: FileObjectStore,
): Operation<AbortMultipartUploadRequest, AbortMultipartUploadOutput> {
  return async (input, context) => {
    await ownBucket(objects, input, context);
    await objects.uploads.abort(input.Bucket, input.Key, input.UploadId);
    return {};
  };
}
