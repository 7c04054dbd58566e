import type { GetBucketLocationOutput, GetBucketLocationRequest } from '../../../api/generated/s3-types.ts';
import type { Operation } from '../../../api/operation.ts';
import type { FileObjectStore } from '../../../store/objects/file-object-store.ts';
import { ownBucket } from '../bucket-access.ts';

/** A bucket's region; nothing stands for us-east-1. */
export function getBucketLocation(
  objects: FileObjectStore,
): Operation<GetBucketLocationRequest, GetBucketLocationOutput> {
  return async (input, context) => {
    const { region } = await ownBucket(objects, input, context);
    return region === 'us-east-1'
      ? {}
      : { LocationConstraint: region as GetBucketLocationOutput['LocationConstraint'] };
  };
}
