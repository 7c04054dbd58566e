import { ServiceError } from '../../base/errors.ts';
import type { ObjectMetadata } from '../../store/objects/object-store.ts';

interface MetadataMembers {
  readonly ContentType?: string | undefined;
  readonly CacheControl?: string | undefined;
  readonly ContentDisposition?: string | undefined;
  readonly ContentEncoding?: string | undefined;
  readonly ContentLanguage?: string | undefined;
  readonly Expires?: string | undefined;
  readonly Metadata?: Readonly<Record<string, string>> | undefined;
}

/** Headers that are kept with an object and given back, and the members that carry them. */
const KEPT_HEADERS = [
  ['CacheControl', 'cache-control'],
  ['ContentDisposition', 'content-disposition'],
  ['ContentEncoding', 'content-encoding'],
  ['ContentLanguage', 'content-language'],
  ['Expires', 'expires'],
] as const;

/** S3's limit of names and values together, in bytes. */
const USER_METADATA_BYTES_MAX = 2048;

/** What a write says of its object. Throws MetadataTooLarge. */
export function metadataOf(input: MetadataMembers): Partial<ObjectMetadata> {
  const user = input.Metadata ?? {};
  const sizeBytes = Object.entries(user).reduce((sum, [name, value]) => sum + name.length + value.length, 0);
  if (sizeBytes > USER_METADATA_BYTES_MAX) {
    throw new ServiceError('MetadataTooLarge', 'Your metadata headers exceed the maximum allowed metadata size', 400, {
      Size: sizeBytes,
      MaxSizeAllowed: USER_METADATA_BYTES_MAX,
    });
  }
  const headers: Record<string, string> = {};
  for (const [member, header] of KEPT_HEADERS) {
    const value = input[member];
    if (value) headers[header] = value;
  }
  return { ...(input.ContentType ? { contentType: input.ContentType } : {}), headers, user };
}

/** The same as members of an answer. */
export function metadataMembers(metadata: ObjectMetadata): MetadataMembers {
  const members: Record<string, string> = {};
  for (const [member, header] of KEPT_HEADERS) {
    const value = metadata.headers[header];
    if (value !== undefined) members[member] = value;
  }
  return { ContentType: metadata.contentType, ...members, Metadata: metadata.user };
}
