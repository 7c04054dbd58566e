import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { ServiceError } from '../../base/errors.ts';
import type { SignatureSeed } from '../authenticate.ts';
import type { RequestHead } from '../request-head.ts';
import { AwsChunkedBody } from './aws-chunked-body.ts';
import { ChunkSignatures } from './chunk-signatures.ts';
import { HashedBody } from './hashed-body.ts';
import { guardAgainstIdling } from './idle-guard.ts';
import { flowInto } from './upload-stream.ts';

export const UNSIGNED_PAYLOAD = 'UNSIGNED-PAYLOAD';

/**
 * A request's body as a stream of its bytes, checked against what was signed while it flows. `payloadHash` is the value
 * that went under the request's signature; `seed` is absent when nothing but a URL was signed.
 */
export function openBody(
  request: IncomingMessage,
  head: RequestHead,
  payloadHash: string,
  seed: SignatureSeed | undefined,
): Readable {
  guardAgainstIdling(request);
  if (payloadHash === UNSIGNED_PAYLOAD) return flowInto(request, new HashedBody(undefined));
  if (/^[0-9a-f]{64}$/i.test(payloadHash)) return flowInto(request, new HashedBody(payloadHash.toLowerCase()));
  const kind = STREAMING_KINDS.get(payloadHash);
  if (!kind) {
    const text =
      'x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-UNSIGNED-PAYLOAD-TRAILER, ' +
      'STREAMING-AWS4-HMAC-SHA256-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER or a valid sha256 value.';
    throw new ServiceError('InvalidArgument', text, 400, {
      ArgumentName: 'x-amz-content-sha256',
      ArgumentValue: payloadHash,
    });
  }
  const signatures = kind.isSigned && seed ? new ChunkSignatures(seed) : undefined;
  const framing = { decodedBytes: decodedLength(head), announcedTrailers: trailerNames(head), signatures };
  return flowInto(request, new AwsChunkedBody({ ...framing, hasTrailers: kind.hasTrailers }));
}

const STREAMING_KINDS = new Map([
  ['STREAMING-AWS4-HMAC-SHA256-PAYLOAD', { isSigned: true, hasTrailers: false }],
  ['STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER', { isSigned: true, hasTrailers: true }],
  ['STREAMING-UNSIGNED-PAYLOAD-TRAILER', { isSigned: false, hasTrailers: true }],
]);

function decodedLength(head: RequestHead): number {
  const text = head.headers['x-amz-decoded-content-length'];
  if (text === undefined || !/^\d{1,15}$/.test(text)) {
    throw new ServiceError('MissingContentLength', 'You must provide the Content-Length HTTP header.', 411);
  }
  return Number(text);
}

function trailerNames(head: RequestHead): string[] {
  const names = head.headers['x-amz-trailer']?.split(',') ?? [];
  return names.map((name) => name.trim().toLowerCase()).filter(Boolean);
}
