import type { ObjectMetadata } from './object-store.ts';

/** What S3 gives an object whose writer names no type. */
const DEFAULT_CONTENT_TYPE = 'binary/octet-stream';

/** What is kept with an object, of what its writer said. */
export function completeMetadata(metadata: Partial<ObjectMetadata> = {}): ObjectMetadata {
  return {
    contentType: metadata.contentType ?? DEFAULT_CONTENT_TYPE,
    headers: metadata.headers ?? {},
    user: metadata.user ?? {},
  };
}
