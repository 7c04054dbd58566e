import { hash } from 'node:crypto';
import { InvariantError } from '../../base/errors.ts';

/** Bytes that SHA-256 takes at a time, and bytes that it gives. */
const BLOCK_BYTES = 64;
const HASH_BYTES = 32;
const TEXT_BYTES_USUAL = 1024;
/** Of one of JavaScript's characters. */
const UTF8_BYTES_MAX = 3;

/**
 * A key for many HMAC-SHA256 (RFC 2104), each made of two hashes in one call each. `createHmac` makes a stream object
 * for every use, which takes three times as long, and each request's signature is one use.
 */
export class HmacKey {
  /** Key and text, under the inner hash. */
  #inner = Buffer.alloc(BLOCK_BYTES + TEXT_BYTES_USUAL);
  /** Key and inner hash, under the outer hash. */
  readonly #outer = Buffer.alloc(BLOCK_BYTES + HASH_BYTES);

  /** At most 64 bytes: a longer key would have to be hashed first, and the keys of signatures have 32. */
  constructor(key: Buffer) {
    if (key.length > BLOCK_BYTES) throw new InvariantError(`a key of ${key.length} bytes is longer than a block`);
    for (let at = 0; at < BLOCK_BYTES; at++) {
      const byte = key[at] ?? 0;
      this.#inner[at] = byte ^ 0x36;
      this.#outer[at] = byte ^ 0x5c;
    }
  }

  /** The code of the text in UTF-8, in lower-case hexadecimal. */
  hexOf(text: string): string {
    const bytesMax = BLOCK_BYTES + text.length * UTF8_BYTES_MAX;
    if (bytesMax > this.#inner.length) this.#inner = Buffer.concat([this.#inner.subarray(0, BLOCK_BYTES)], bytesMax);
    const end = BLOCK_BYTES + this.#inner.write(text, BLOCK_BYTES);
    this.#outer.write(hash('sha256', this.#inner.subarray(0, end), 'hex'), BLOCK_BYTES, 'hex');
    return hash('sha256', this.#outer, 'hex');
  }
}
