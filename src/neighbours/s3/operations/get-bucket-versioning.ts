import type { GetBucketVersioningOutput, GetBucketVersioningRequest } from '../../../api/generated/s3-types.ts';
import type { Operation } from '../../../api/operation.ts';
import type { FileObjectStore } from '../../../store/objects/file-object-store.ts';
import { ownBucket } from '../bucket-access.ts';

/** An empty answer says that versioning was never switched on, which is so for every bucket here. */
export function getBucketVersioning(
  objects: FileObjectStore,
): Operation<GetBucketVersioningRequest, GetBucketVersioningOutput> {
  return async (input, context) => {
    await ownBucket(objects, input, context);
    return {};
  };
}
