import { ServiceError } from '../../base/errors.ts';
import { invalidArgument, invalidRequest } from '../../store/objects/s3-errors.ts';

interface WriteFeatures {
  readonly ACL?: string | undefined;
  readonly SSECustomerAlgorithm?: string | undefined;
  readonly SSECustomerKey?: string | undefined;
  readonly ObjectLockMode?: string | undefined;
  readonly ObjectLockRetainUntilDate?: number | undefined;
  readonly ObjectLockLegalHoldStatus?: string | undefined;
  readonly WriteOffsetBytes?: number | undefined;
}

const PRIVATE_ACLS = new Set(['private', 'bucket-owner-full-control']);

/** Refuses what a client asks of a write that this store does not do and that it must not be silent about. */
export function refuseUnbuiltWrite(input: WriteFeatures): void {
  // The answer of a bucket whose owner enforces ownership, as all buckets are made today.
  if (input.ACL !== undefined && !PRIVATE_ACLS.has(input.ACL)) {
    throw new ServiceError('AccessControlListNotSupported', 'The bucket does not allow ACLs');
  }
  if (input.ObjectLockMode ?? input.ObjectLockRetainUntilDate ?? input.ObjectLockLegalHoldStatus) {
    throw invalidRequest('Bucket is missing Object Lock Configuration');
  }
  if (input.WriteOffsetBytes !== undefined) throw notImplemented();
  refuseCustomerKeys(input);
}

interface BucketFeatures {
  readonly ObjectLockEnabledForBucket?: boolean | undefined;
  readonly CreateBucketConfiguration?:
    | { readonly Location?: unknown; readonly Bucket?: unknown; readonly Tags?: readonly unknown[] | undefined }
    | undefined;
}

/** Refuses buckets with object lock, tags, or of the directory kind. */
export function refuseUnbuiltBucket(input: BucketFeatures): void {
  const configuration = input.CreateBucketConfiguration;
  const isDirectory = configuration?.Location !== undefined || configuration?.Bucket !== undefined;
  const hasTags = (configuration?.Tags?.length ?? 0) > 0;
  if (input.ObjectLockEnabledForBucket || isDirectory || hasTags) throw notImplemented();
}

/** Objects are not encrypted here, least of all with a key that only the client has. */
export function refuseCustomerKeys(input: Pick<WriteFeatures, 'SSECustomerAlgorithm' | 'SSECustomerKey'>): void {
  if (input.SSECustomerAlgorithm !== undefined || input.SSECustomerKey !== undefined) throw notImplemented();
}

/** Buckets have no versions: only the version `null` is there. */
export function checkVersion(versionId: string | undefined): void {
  if (versionId === undefined || versionId === 'null') return;
  throw invalidArgument('Invalid version id specified', 'versionId', versionId);
}

function notImplemented(): ServiceError {
  return new ServiceError('NotImplemented', 'A header you provided implies functionality that is not implemented', 501);
}
