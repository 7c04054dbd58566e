import type { HeadObjectOutput, HeadObjectRequest } from '../../../api/generated/s3-types.ts';
import type { Operation } from '../../../api/operation.ts';
import type { FileObjectStore } from '../../../store/objects/file-object-store.ts';
import { noSuchKey } from '../../../store/objects/s3-errors.ts';
import { ownBucket } from '../bucket-access.ts';
import { checkReadConditions } from '../conditions.ts';
import { chooseRange, readMembers } from '../object-reading.ts';
import { checkVersion, refuseCustomerKeys } from '../unbuilt-features.ts';

/** What GetObject would say of an object, without its content. */
export function headObject(objects: FileObjectStore): Operation<HeadObjectRequest, HeadObjectOutput> {
  return async (input, context) => {
    await ownBucket(objects, input, context);
    checkVersion(input.VersionId);
    refuseCustomerKeys(input);
    const object = await objects.head(input.Bucket, input.Key);
    if (!object) throw noSuchKey(input.Key);
    checkReadConditions(input, object);
    return readMembers(object, await chooseRange(objects, object, input), input);
  };
}
