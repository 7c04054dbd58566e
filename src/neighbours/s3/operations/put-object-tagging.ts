import type { PutObjectTaggingOutput, PutObjectTaggingRequest } from '../../../api/generated/s3-types.ts';
import type { Operation } from '../../../api/operation.ts';
import type { FileObjectStore } from '../../../store/objects/file-object-store.ts';
import { ownBucket } from '../bucket-access.ts';
import { tagsOfSet } from '../tag-sets.ts';
import { checkVersion } from '../unbuilt-features.ts';

/** Sets an object's tags, all of them. */
export function putObjectTagging(objects: FileObjectStore): Operation<PutObjectTaggingRequest, PutObjectTaggingOutput> {
  return async (input, context) => {
    await ownBucket(objects, input, context);
    checkVersion(input.VersionId);
    await objects.setTags(input.Bucket, input.Key, tagsOfSet(input.Tagging.TagSet));
    return {};
  };
}
