import type { GetObjectOutput, GetObjectRequest } from '../../../api/generated/s3-types.ts';
import type { Operation } from '../../../api/operation.ts';
import type { FileObjectStore } from '../../../store/objects/file-object-store.ts';
import { invalidArgument } from '../../../store/objects/s3-errors.ts';
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
    const wanted = overrides(input);
    let chosen: ChosenRange = {};
    const { object, body } = await objects.open(input.Bucket, input.Key, async (found) => {
      checkReadConditions(input, found);
      chosen = await chooseRange(objects, found, input);
      return chosen.range;
    });
    return { Body: body, ...readMembers(object, chosen, input), ...wanted };
  };
}

/** Headers that the request wants on the answer, instead of the object's own. Throws InvalidArgument for what no header holds. */
function overrides(input: GetObjectRequest): Partial<GetObjectOutput> {
  const texts = {
    CacheControl: input.ResponseCacheControl,
    ContentDisposition: input.ResponseContentDisposition,
    ContentEncoding: input.ResponseContentEncoding,
    ContentLanguage: input.ResponseContentLanguage,
    ContentType: input.ResponseContentType,
  };
  const wanted = Object.entries(texts).filter((entry): entry is [string, string] => entry[1] !== undefined);
  for (const [name, value] of wanted) checkHeader(name, value);
  if (input.ResponseExpires !== undefined)
    wanted.push(['Expires', new Date(input.ResponseExpires * 1000).toUTCString()]);
  return Object.fromEntries(wanted);
}

/** Tab and the printable characters of ISO-8859-1 (RFC 9110, 5.5), and line breaks, which are written as spaces. */
const HEADER_TEXT = /^[\t\r\n\x20-\x7e\x80-\xff]*$/;

function checkHeader(member: string, value: string): void {
  if (HEADER_TEXT.test(value)) return;
  const argument = `response${member.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  throw invalidArgument('Header value cannot be represented using ISO-8859-1.', argument, value);
}
