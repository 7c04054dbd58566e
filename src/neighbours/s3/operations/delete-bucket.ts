import type { DeleteBucketRequest } from '../../../api/generated/s3-types.ts';
import type { Operation } from '../../../api/operation.ts';
import type { FileObjectStore } from '../../../store/objects/file-object-store.ts';
import { ownBucket } from '../bucket-access.ts';

/** Deletes an empty bucket. Its name is free for anyone then. */
export function deleteBucket(objects: FileObjectStore): Operation<DeleteBucketRequest, Record<never, never>> {
  return async (input, context) => {
    await ownBucket(objects, input, context);
    await objects.buckets.delete(input.Bucket);
    return {};
  };
}
