import type { Tag } from '../../api/generated/s3-types.ts';
import { ServiceError } from '../../base/errors.ts';
import { invalidArgument } from '../../store/objects/s3-errors.ts';

type Tags = Readonly<Record<string, string>>;

const TAGS_MAX = 10;
const KEY_LENGTH_MAX = 128;
const VALUE_LENGTH_MAX = 256;

const invalidTag = (message: string) => new ServiceError('InvalidTag', message);

/** The tags of a request's body. Throws InvalidTag or BadRequest. */
export function tagsOfSet(tagSet: readonly Tag[]): Tags {
  return checked(tagSet.map((tag) => [tag.Key, tag.Value]));
}

/** The tags of an `x-amz-tagging` header, which is encoded like a query. */
export function tagsOfHeader(header: string | undefined): Tags | undefined {
  if (header === undefined) return undefined;
  return checked([...new URLSearchParams(header)], (message) => invalidArgument(message, 'x-amz-tagging', header));
}

export function tagSetOf(tags: Tags): Tag[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

function checked(
  entries: readonly (readonly [key: string, value: string])[],
  repeated: (message: string) => ServiceError = invalidTag,
): Tags {
  if (entries.length > TAGS_MAX) throw new ServiceError('BadRequest', `Object tags cannot be greater than ${TAGS_MAX}`);
  const tags = new Map<string, string>();
  for (const [key, value] of entries) {
    if (tags.has(key)) throw repeated('Cannot provide multiple Tags with the same key');
    if (key.length === 0 || key.length > KEY_LENGTH_MAX) throw invalidTag('The TagKey you have provided is invalid');
    if (value.length > VALUE_LENGTH_MAX) throw invalidTag('The TagValue you have provided is invalid');
    if (key.startsWith('aws:')) throw invalidTag('System tags cannot be added/updated by requester');
    tags.set(key, value);
  }
  return Object.fromEntries(tags);
}
