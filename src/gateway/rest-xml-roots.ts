/**
 * Names of the root elements of S3's answers, by operation: they are part of S3's protocol, and its model leaves them
 * out, because SDKs don't look at them. Other clients do. Source: S3 API reference, "Response syntax".
 */
export const RESPONSE_ROOTS: Readonly<Record<string, string>> = {
  CompleteMultipartUpload: 'CompleteMultipartUploadResult',
  CreateMultipartUpload: 'InitiateMultipartUploadResult',
  DeleteObjects: 'DeleteResult',
  GetBucketAcl: 'AccessControlPolicy',
  GetBucketTagging: 'Tagging',
  GetBucketVersioning: 'VersioningConfiguration',
  GetObjectAcl: 'AccessControlPolicy',
  GetObjectAttributes: 'GetObjectAttributesResponse',
  GetObjectTagging: 'Tagging',
  ListBuckets: 'ListAllMyBucketsResult',
  ListMultipartUploads: 'ListMultipartUploadsResult',
  ListObjects: 'ListBucketResult',
  ListObjectsV2: 'ListBucketResult',
  ListObjectVersions: 'ListVersionsResult',
  ListParts: 'ListPartsResult',
};

/**
 * Operations whose answer is the element of its only member, without one around it (Smithy's trait
 * `s3UnwrappedXmlOutput`, which botocore's model leaves out as well), and what it is when the member is unset.
 */
export const UNWRAPPED_RESPONSES: ReadonlySet<string> = new Set(['GetBucketLocation']);

export const S3_NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/';
