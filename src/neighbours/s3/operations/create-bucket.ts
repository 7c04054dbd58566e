import type { CreateBucketOutput, CreateBucketRequest } from '../../../api/generated/s3-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { ServiceError } from '../../../base/errors.ts';
import { isValidBucketName } from '../../../store/objects/bucket-names.ts';
import type { FileObjectStore } from '../../../store/objects/file-object-store.ts';
import { bucketAlreadyExists, bucketAlreadyOwnedByYou, invalidBucketName } from '../../../store/objects/s3-errors.ts';
import { refuseUnbuiltBucket, refuseUnbuiltWrite } from '../unbuilt-features.ts';

/** The region that S3's global endpoint stands in, and whose old rules it keeps. */
const GLOBAL_REGION = 'us-east-1';

/** Makes a bucket in the region of the location constraint. */
export function createBucket(objects: FileObjectStore): Operation<CreateBucketRequest, CreateBucketOutput> {
  return async (input, context) => {
    if (!isValidBucketName(input.Bucket)) throw invalidBucketName(input.Bucket);
    refuseUnbuiltWrite(input);
    refuseUnbuiltBucket(input);
    const region = bucketRegion(input.CreateBucketConfiguration?.LocationConstraint, context.region);
    const { bucket, isNew } = await objects.buckets.create(input.Bucket, { account: context.account, region });
    if (!isNew) {
      if (bucket.account !== context.account) throw bucketAlreadyExists(input.Bucket);
      // In the first region, making a bucket that one has already is no error.
      if (bucket.region !== GLOBAL_REGION || region !== GLOBAL_REGION) throw bucketAlreadyOwnedByYou(input.Bucket);
    }
    return { Location: `/${input.Bucket}` };
  };
}

function bucketRegion(constraint: string | undefined, endpointRegion: string): string {
  if (endpointRegion === GLOBAL_REGION) {
    if (constraint === GLOBAL_REGION) {
      throw new ServiceError('InvalidLocationConstraint', 'The specified location-constraint is not valid', 400, {
        LocationConstraint: constraint,
      });
    }
    return constraint === 'EU' ? 'eu-west-1' : (constraint ?? GLOBAL_REGION);
  }
  if (constraint === endpointRegion) return endpointRegion;
  if (constraint === 'EU' && endpointRegion === 'eu-west-1') return endpointRegion;
  throw new ServiceError(
    'IllegalLocationConstraintException',
    `The ${constraint ?? 'unspecified'} location constraint is incompatible for the region specific endpoint this request was sent to.`,
  );
}
