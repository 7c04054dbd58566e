import type { GetObjectTaggingOutput, GetObjectTaggingRequest } from '../../../api/generated/s3-types.ts';
import type { Operation } from '../../../api/operation.ts';
import type { FileObjectStore } from '../../../store/objects/file-object-store.ts';
import { noSuchKey } from '../../../store/objects/s3-errors.ts';
import { ownBucket } from '../bucket-access.ts';
import { tagSetOf } from '../tag-sets.ts';
import { checkVersion } from '../unbuilt-features.ts';

export function getObjectTagging(objects: FileObjectStore): Operation<GetObjectTaggingRequest, GetObjectTaggingOutput> {
  return async (input, context) => {
    await ownBucket(objects, input, context);
    checkVersion(input.VersionId);
    const object = await objects.head(input.Bucket, input.Key);
    if (!object) throw noSuchKey(input.Key);
    return { TagSet: tagSetOf(object.tags) };
  };
}
