import type { S3Operations } from '../../api/generated/s3-types.ts';
import type { Handlers } from '../../api/operation.ts';
import type { FileObjectStore } from '../../store/objects/file-object-store.ts';
import { abortMultipartUpload } from './operations/abort-multipart-upload.ts';
import { completeMultipartUpload } from './operations/complete-multipart-upload.ts';
import { copyObject } from './operations/copy-object.ts';
import { createBucket } from './operations/create-bucket.ts';
import { createMultipartUpload } from './operations/create-multipart-upload.ts';
import { deleteBucket } from './operations/delete-bucket.ts';
import { deleteObject } from './operations/delete-object.ts';
import { deleteObjectTagging } from './operations/delete-object-tagging.ts';
import { deleteObjects } from './operations/delete-objects.ts';
import { getBucketLocation } from './operations/get-bucket-location.ts';
import { getBucketVersioning } from './operations/get-bucket-versioning.ts';
import { getObject } from './operations/get-object.ts';
import { getObjectAttributes } from './operations/get-object-attributes.ts';
import { getObjectTagging } from './operations/get-object-tagging.ts';
import { headBucket } from './operations/head-bucket.ts';
import { headObject } from './operations/head-object.ts';
import { listBuckets } from './operations/list-buckets.ts';
import { listMultipartUploads } from './operations/list-multipart-uploads.ts';
import { listObjects } from './operations/list-objects.ts';
import { listObjectsV2 } from './operations/list-objects-v2.ts';
import { listParts } from './operations/list-parts.ts';
import { putObject } from './operations/put-object.ts';
import { putObjectTagging } from './operations/put-object-tagging.ts';
import { uploadPart } from './operations/upload-part.ts';
import { uploadPartCopy } from './operations/upload-part-copy.ts';

/** The S3 API over the embedded object store. */
export function s3Handlers(objects: FileObjectStore): Handlers<S3Operations> {
  return {
    AbortMultipartUpload: abortMultipartUpload(objects),
    CompleteMultipartUpload: completeMultipartUpload(objects),
    CopyObject: copyObject(objects),
    CreateBucket: createBucket(objects),
    CreateMultipartUpload: createMultipartUpload(objects),
    DeleteBucket: deleteBucket(objects),
    DeleteObject: deleteObject(objects),
    DeleteObjectTagging: deleteObjectTagging(objects),
    DeleteObjects: deleteObjects(objects),
    GetBucketLocation: getBucketLocation(objects),
    GetBucketVersioning: getBucketVersioning(objects),
    GetObject: getObject(objects),
    GetObjectAttributes: getObjectAttributes(objects),
    GetObjectTagging: getObjectTagging(objects),
    HeadBucket: headBucket(objects),
    HeadObject: headObject(objects),
    ListBuckets: listBuckets(objects),
    ListMultipartUploads: listMultipartUploads(objects),
    ListObjects: listObjects(objects),
    ListObjectsV2: listObjectsV2(objects),
    ListParts: listParts(objects),
    PutObject: putObject(objects),
    PutObjectTagging: putObjectTagging(objects),
    UploadPart: uploadPart(objects),
    UploadPartCopy: uploadPartCopy(objects),
  };
}
