import type { CallInput } from './actions/called-actions.ts';

/** Condition keys of S3 and the members of its requests that they are about. */
const MEMBERS: Readonly<Record<string, string>> = {
  's3:prefix': 'Prefix',
  's3:delimiter': 'Delimiter',
  's3:max-keys': 'MaxKeys',
  's3:versionid': 'VersionId',
  's3:x-amz-acl': 'ACL',
  's3:x-amz-copy-source': 'CopySource',
  's3:x-amz-metadata-directive': 'MetadataDirective',
  's3:x-amz-server-side-encryption': 'ServerSideEncryption',
  's3:x-amz-server-side-encryption-aws-kms-key-id': 'SSEKMSKeyId',
  's3:x-amz-storage-class': 'StorageClass',
};

/** What the request says for a key of S3; undefined when it says nothing. */
export function s3Values(key: string, input: CallInput): readonly string[] | undefined {
  const member = Object.hasOwn(MEMBERS, key) ? MEMBERS[key] : undefined;
  const value = member === undefined ? undefined : input[member];
  return typeof value === 'string' || typeof value === 'number' ? [String(value)] : undefined;
}
