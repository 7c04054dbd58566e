import { partitionOf } from '../../../base/arn.ts';
import type { ActionsOf, CalledAction, CallInput } from './called-actions.ts';
import { textOf } from './called-actions.ts';

/** Operations whose permission has another name than they have (Service Authorization Reference, Amazon S3). */
const BUCKET_ACTIONS: Readonly<Record<string, string>> = {
  HeadBucket: 's3:ListBucket',
  ListObjects: 's3:ListBucket',
  ListObjectsV2: 's3:ListBucket',
  ListObjectVersions: 's3:ListBucketVersions',
  ListMultipartUploads: 's3:ListBucketMultipartUploads',
  GetBucketCors: 's3:GetBucketCORS',
  PutBucketCors: 's3:PutBucketCORS',
  DeleteBucketCors: 's3:PutBucketCORS',
  GetBucketLifecycleConfiguration: 's3:GetLifecycleConfiguration',
  PutBucketLifecycleConfiguration: 's3:PutLifecycleConfiguration',
  DeleteBucketLifecycle: 's3:PutLifecycleConfiguration',
  GetBucketEncryption: 's3:GetEncryptionConfiguration',
  PutBucketEncryption: 's3:PutEncryptionConfiguration',
  DeleteBucketEncryption: 's3:PutEncryptionConfiguration',
  DeleteBucketTagging: 's3:PutBucketTagging',
  GetBucketNotificationConfiguration: 's3:GetBucketNotification',
  PutBucketNotificationConfiguration: 's3:PutBucketNotification',
  GetBucketReplication: 's3:GetReplicationConfiguration',
  PutBucketReplication: 's3:PutReplicationConfiguration',
  DeleteBucketReplication: 's3:PutReplicationConfiguration',
  GetPublicAccessBlock: 's3:GetBucketPublicAccessBlock',
  PutPublicAccessBlock: 's3:PutBucketPublicAccessBlock',
  DeletePublicAccessBlock: 's3:PutBucketPublicAccessBlock',
};

const OBJECT_ACTIONS: Readonly<Record<string, readonly string[]>> = {
  HeadObject: ['s3:GetObject'],
  GetObjectAttributes: ['s3:GetObject', 's3:GetObjectAttributes'],
  CopyObject: ['s3:PutObject'],
  CreateMultipartUpload: ['s3:PutObject'],
  UploadPart: ['s3:PutObject'],
  UploadPartCopy: ['s3:PutObject'],
  CompleteMultipartUpload: ['s3:PutObject'],
  ListParts: ['s3:ListMultipartUploadParts'],
};

/** Reads that have a permission of their own when they name a version. */
const VERSIONED: ReadonlySet<string> = new Set([
  ...['s3:GetObject', 's3:DeleteObject', 's3:GetObjectTagging', 's3:PutObjectTagging', 's3:DeleteObjectTagging'],
]);

/** What a call of S3 does: on the bucket, on the object, and for a copy on its source as well. */
export function s3Actions(operation: string): ActionsOf {
  if (operation === 'ListBuckets') return () => [{ action: 's3:ListAllMyBuckets', resource: '*' }];
  return (input, scope) => {
    const bucket = textOf(input, 'Bucket');
    if (bucket === undefined) return [{ action: `s3:${operation}`, resource: '*' }];
    const arn = (place: string) => `arn:${partitionOf(scope.region)}:s3:::${place}`;
    if (operation === 'DeleteObjects') {
      return keysToDelete(input).map((key) => ({ action: 's3:DeleteObject', resource: arn(`${bucket}/${key}`) }));
    }
    const key = textOf(input, 'Key');
    if (key === undefined) return [{ action: BUCKET_ACTIONS[operation] ?? `s3:${operation}`, resource: arn(bucket) }];
    return onObject(operation, input, arn(`${bucket}/${key}`), arn);
  };
}

function onObject(
  operation: string,
  input: CallInput,
  resource: string,
  arn: (place: string) => string,
): readonly CalledAction[] {
  const names = OBJECT_ACTIONS[operation] ?? [`s3:${operation}`];
  const isVersion = textOf(input, 'VersionId') !== undefined;
  const actions = names.map((name) => ({
    action: isVersion && VERSIONED.has(name) ? name.replace('Object', 'ObjectVersion') : name,
    resource,
  }));
  if (textOf(input, 'Tagging') !== undefined) actions.push({ action: 's3:PutObjectTagging', resource });
  const source = sourcePlace(textOf(input, 'CopySource'));
  if (source !== undefined) actions.push({ action: 's3:GetObject', resource: arn(source) });
  return actions;
}

/** `bucket/key` of a copy's source; undefined for what names none, which the operation refuses. */
function sourcePlace(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  try {
    return decodeURIComponent(header.split('?', 1)[0] ?? '').replace(/^\//, '');
  } catch {
    return undefined;
  }
}

function keysToDelete({ Delete: request }: CallInput): readonly string[] {
  const objects = (request as { Objects?: unknown } | undefined)?.Objects;
  if (!Array.isArray(objects)) return [];
  return objects.flatMap((one: { Key?: unknown }) => (typeof one.Key === 'string' ? [one.Key] : []));
}
