import type { RequestHead } from '../request-head.ts';
import { canonicalRequest, readings } from './canonical-request.ts';
import type { SignatureClaim } from './claim.ts';
import type { HmacKey } from './hmac-key.ts';
import { isSignatureOf, sha256Hex } from './signing-key.ts';

/** Why a signature is refused: the texts that it should have covered. Neither holds a secret. */
export interface Mismatch {
  readonly canonicalRequest: string;
  readonly stringToSign: string;
}

/** Undefined when the claimed signature is the one that the key makes of this request. */
export function verifySignature(
  head: RequestHead,
  claim: SignatureClaim,
  key: HmacKey,
  payloadHash: string,
): Mismatch | undefined {
  let first: Mismatch | undefined;
  for (const reading of readings(head, claim.service === 's3')) {
    const { method } = head;
    const canonical = canonicalRequest({ method, ...reading, signedHeaders: claim.signedHeaders, payloadHash });
    const stringToSign = `AWS4-HMAC-SHA256\n${claim.timestamp}\n${claim.scope}\n${sha256Hex(canonical)}`;
    if (isSignatureOf(key, stringToSign, claim.signature)) return undefined;
    first ??= { canonicalRequest: canonical, stringToSign };
  }
  return first;
}

/**
 * A header that changes what a request does must be under the signature: the host, and every `x-amz-` header. The name of
 * the first that is not.
 */
export function unsignedHeader(head: RequestHead, claim: SignatureClaim): string | undefined {
  const signed = claim.signedHeaders.split(';');
  if (!signed.includes('host')) return 'host';
  for (const name in head.headers) {
    if (name.startsWith('x-amz-') && name !== 'x-amz-content-sha256' && !signed.includes(name)) return name;
  }
  return undefined;
}
