import type { DeleteObjectTaggingOutput, DeleteObjectTaggingRequest } from '../../../api/generated/s3-types.ts';
import type { Operation } from '../../../api/operation.ts';
import type { FileObjectStore } from '../../../store/objects/file-object-store.ts';
import { ownBucket } from '../bucket-access.ts';
import { checkVersion } from '../unbuilt-features.ts';

export function deleteObjectTagging(
  objects: FileObjectStore,
): Operation<DeleteObjectTaggingRequest, DeleteObjectTaggingOutput> {
  return async (input, context) => {
    await ownBucket(objects, input, context);
    checkVersion(input.VersionId);
    await objects.setTags(input.Bucket, input.Key, {});
    return {};
  };
}
