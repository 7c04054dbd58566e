import type { GetObjectOutput, GetObjectRequest } from '../../../api/generated/s3-types.ts';
import type { Operation } from '../../../api/operation.ts';
import type { FileObjectStore } from '../../../store/objects/file-object-store.ts';
import { ownBucket } from '../bucket-access.ts';
import { checkReadConditions } from '../conditions.ts';
import { type ChosenRange, chooseRange, readMembers } from '../object-reading.ts';
import { checkVersion, refuseCustomerKeys } from '../unbuilt-features.ts';

/** Reads an object, or a range or part of it. */
export function getObject(objects: FileObjectStore): Operation<GetObjectRequest, GetObjectOutput> {
  return async (input, context) => {
    await ownBucket(objects, input, context);
    checkVersion(input.VersionId);
    refuseCustomerKeys(input);
    let chosen: ChosenRange = {};
    const { object, body } = await objects.open(input.Bucket, input.Key, async (found) => {
      checkReadConditions(input, found);
      chosen = await chooseRange(objects, found, input);
      return chosen.range;
    });
    return { Body: body, ...readMembers(object, chosen, input), ...overrides(input) };
  };
}

/** Headers that the request wants on the answer, instead of the object's own. */
function overrides(input: GetObjectRequest): Partial<GetObjectOutput> {
  const wanted = {
    CacheControl: input.ResponseCacheControl,
    ContentDisposition: input.ResponseContentDisposition,
    ContentEncoding: input.ResponseContentEncoding,
    ContentLanguage: input.ResponseContentLanguage,
    ContentType: input.ResponseContentType,
    Expires: input.ResponseExpires === undefined ? undefined : new Date(input.ResponseExpires * 1000).toUTCString(),
  };
  return Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined));
}
