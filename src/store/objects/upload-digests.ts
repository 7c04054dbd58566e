import type { Readable } from 'node:stream';
import type { BlobDigests } from './blob-writer.ts';
import { CHECKSUM_BYTES } from './checksums.ts';
import type { ChecksumAlgorithm } from './object-store.ts';
import { badDigest, invalidDigest, invalidRequest } from './s3-errors.ts';

/** A body to store, and what the client says that it is. */
export interface BodyFacts {
  readonly content: Readable | Uint8Array;
  readonly sizeBytes?: number | undefined;
  /** Content-MD5, base64. */
  readonly md5?: string | undefined;
  readonly checksum?:
    | {
        readonly algorithm: ChecksumAlgorithm;
        /** Base64, asked for once the body has ended, because it may come in a trailer. Undefined: nothing to compare. */
        readonly expected: () => string | undefined;
      }
    | undefined;
}

const MD5_BYTES = 16;

/** Refuses what is no digest at all, before any of the body is read. */
export function checkDigestsWellFormed(body: BodyFacts): void {
  if (body.md5 !== undefined && decodeDigest(body.md5, MD5_BYTES) === undefined) throw invalidDigest();
}

/** Compares the digests of what has arrived with what the client said. */
export function verifier(body: BodyFacts): (digests: BlobDigests) => void {
  return (digests) => {
    if (body.md5 !== undefined && body.md5 !== digests.md5.toString('base64')) throw badDigest('Content-MD5');
    const expected = body.checksum?.expected();
    if (!body.checksum || expected === undefined) return;
    const { algorithm } = body.checksum;
    const header = `x-amz-checksum-${algorithm.toLowerCase()}`;
    if (decodeDigest(expected, CHECKSUM_BYTES[algorithm]) === undefined) {
      throw invalidRequest(`Value for ${header} header is invalid.`);
    }
    if (expected !== digests.checksum?.toString('base64')) throw badDigest(algorithm);
  };
}

/** Undefined when the text is no base64 of that many bytes. */
export function decodeDigest(text: string, bytes: number): Buffer | undefined {
  const digest = Buffer.from(text, 'base64');
  return digest.length === bytes && digest.toString('base64') === text ? digest : undefined;
}
