import type { OperationContext } from '../../api/operation.ts';
import { ServiceError } from '../../base/errors.ts';
import type { Bucket } from '../../store/objects/bucket-index.ts';
import type { FileObjectStore } from '../../store/objects/file-object-store.ts';

const accessDenied = () => new ServiceError('AccessDenied', 'Access Denied', 403);

/**
 * The bucket that a request names, if the caller may use it: it is of the caller's account, and of the account that the
 * request expects. Throws NoSuchBucket or AccessDenied. The region that signed doesn't matter, as all are served here.
 */
export async function ownBucket(
  objects: FileObjectStore,
  input: { readonly Bucket: string; readonly ExpectedBucketOwner?: string | undefined },
  context: OperationContext,
): Promise<Bucket> {
  const bucket = await objects.buckets.require(input.Bucket);
  if (bucket.account !== context.account) throw accessDenied();
  checkOwner(bucket, input.ExpectedBucketOwner);
  return bucket;
}

/** The bucket of a copy's source. */
export async function ownSourceBucket(
  objects: FileObjectStore,
  name: string,
  input: { readonly ExpectedSourceBucketOwner?: string | undefined },
  context: OperationContext,
): Promise<Bucket> {
  return ownBucket(objects, { Bucket: name, ExpectedBucketOwner: input.ExpectedSourceBucketOwner }, context);
}

function checkOwner(bucket: Bucket, expected: string | undefined): void {
  if (expected === undefined) return;
  if (!/^\d{12}$/.test(expected)) {
    throw new ServiceError(
      'InvalidBucketOwnerAWSAccountID',
      'The value of the expected bucket owner parameter must be an AWS account ID',
    );
  }
  if (expected !== bucket.account) throw accessDenied();
}
