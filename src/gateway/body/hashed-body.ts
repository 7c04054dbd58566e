import { createHash, type Hash } from 'node:crypto';
import { Transform, type TransformCallback } from 'node:stream';
import { ServiceError } from '../../base/errors.ts';

export function sha256Mismatch(claimed: string, computed: string): ServiceError {
  const text = "The provided 'x-amz-content-sha256' header does not match what was computed.";
  return new ServiceError('XAmzContentSHA256Mismatch', text, 400, {
    ClientComputedContentSHA256: claimed,
    S3ComputedContentSHA256: computed,
  });
}

/** A body that passes through unchanged and, when its hash was signed, fails at its end if it has another. */
export class HashedBody extends Transform {
  readonly #claimed: string | undefined;
  readonly #hash: Hash | undefined;

  /** `claimed` is a hex SHA-256, or undefined for a body that the signature does not cover. */
  constructor(claimed: string | undefined) {
    super();
    this.#claimed = claimed;
    this.#hash = claimed === undefined ? undefined : createHash('sha256');
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.#hash?.update(chunk);
    done(null, chunk);
  }

  override _flush(done: TransformCallback): void {
    const computed = this.#hash?.digest('hex');
    if (this.#claimed === undefined || computed === this.#claimed || computed === undefined) done();
    else done(sha256Mismatch(this.#claimed, computed));
  }
}
