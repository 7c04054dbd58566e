import { invalidUri, keyTooLong } from './s3-errors.ts';

/** S3's limit, in bytes of UTF-8. */
export const KEY_BYTES_MAX = 1024;

/**
 * Refuses a key that can't be stored. Keys are only ever data here, never paths, so `../x`, `/x` and `a//b` are fine.
 * NUL is refused because PostgreSQL's text can't hold it, and lone surrogates because UTF-8 can't.
 */
export function checkObjectKey(key: string): void {
  const sizeBytes = Buffer.byteLength(key);
  if (sizeBytes > KEY_BYTES_MAX) throw keyTooLong(sizeBytes);
  if (sizeBytes === 0 || key.includes('\0') || LONE_SURROGATE.test(key))
    throw invalidUri(encodeURI(Buffer.from(key).toString()));
}

const LONE_SURROGATE = /\p{Surrogate}/u;

/** The order of keys: that of their UTF-8 bytes. JavaScript's own `<` differs beyond the basic plane. */
export function compareKeys(left: string, right: string): number {
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}
