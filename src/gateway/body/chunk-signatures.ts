import { createHash, type Hash } from 'node:crypto';
import type { SignatureSeed } from '../authenticate.ts';
import { EMPTY_SHA256, isSignatureOf, sha256Hex } from '../sigv4/signing-key.ts';

/**
 * The chain of signatures of an aws-chunked body: each chunk's covers its own bytes and the signature before it, and the
 * first goes on from the request's own.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html
 */
export class ChunkSignatures {
  readonly #seed: SignatureSeed;
  #previous: string;
  #hash: Hash = createHash('sha256');

  constructor(seed: SignatureSeed) {
    this.#seed = seed;
    this.#previous = seed.signature;
  }

  update(bytes: Uint8Array): void {
    this.#hash.update(bytes);
  }

  /** Whether `signature` is the one of the bytes since the last chunk's end. */
  endChunk(signature: string): boolean {
    const digest = this.#hash.digest('hex');
    this.#hash = createHash('sha256');
    return this.#continues('AWS4-HMAC-SHA256-PAYLOAD', `${EMPTY_SHA256}\n${digest}`, signature);
  }

  /** Whether `signature` is the one of the trailing headers, each `name:value\n`. */
  endTrailers(canonicalTrailers: string, signature: string): boolean {
    return this.#continues('AWS4-HMAC-SHA256-TRAILER', sha256Hex(canonicalTrailers), signature);
  }

  #continues(algorithm: string, digests: string, signature: string): boolean {
    const { timestamp, scope, key } = this.#seed;
    const text = `${algorithm}\n${timestamp}\n${scope}\n${this.#previous}\n${digests}`;
    this.#previous = signature;
    return isSignatureOf(key, text, signature);
  }
}
