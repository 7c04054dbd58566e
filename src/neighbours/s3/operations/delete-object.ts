import type { DeleteObjectOutput, DeleteObjectRequest } from '../../../api/generated/s3-types.ts';
import type { Operation } from '../../../api/operation.ts';
import type { FileObjectStore } from '../../../store/objects/file-object-store.ts';
import { ownBucket } from '../bucket-access.ts';
import { writeConditionOf } from '../conditions.ts';
import { checkVersion } from '../unbuilt-features.ts';

/** Deletes an object; one that is not there is deleted already. */
export function deleteObject(objects: FileObjectStore): Operation<DeleteObjectRequest, DeleteObjectOutput> {
  return async (input, context) => {
    await ownBucket(objects, input, context);
    checkVersion(input.VersionId);
    await objects.delete(input.Bucket, input.Key, writeConditionOf({ IfMatch: input.IfMatch }));
    return {};
  };
}
