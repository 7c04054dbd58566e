import type { HeadBucketOutput, HeadBucketRequest } from '../../../api/generated/s3-types.ts';
import type { Operation } from '../../../api/operation.ts';
import type { FileObjectStore } from '../../../store/objects/file-object-store.ts';
import { ownBucket } from '../bucket-access.ts';

/** Tells whether a bucket is there and the caller may use it. */
export function headBucket(objects: FileObjectStore): Operation<HeadBucketRequest, HeadBucketOutput> {
  return async (input, context) => {
    const bucket = await ownBucket(objects, input, context);
    return { BucketRegion: bucket.region, AccessPointAlias: false };
  };
}
