import type { CredentialSource, SigningCredential } from '../api/identity.ts';
import type { Clock } from '../base/clock.ts';
import { ServiceError } from '../base/errors.ts';
import { CLOCK_SKEW_MS, PRESIGNED_SECONDS_MAX } from './limits.ts';
import { type Family, refuse } from './refusals.ts';
import type { RequestHead } from './request-head.ts';
import { type BrokenClaim, basicTimestamp, type SignatureClaim, timestampMs } from './sigv4/claim.ts';
import type { HmacKey } from './sigv4/hmac-key.ts';
import { equalInConstantTime, type SigningKeys } from './sigv4/signing-key.ts';
import { isSigv2Signature, type Sigv2Claim, sigv2StringToSign } from './sigv4/sigv2-presigned.ts';
import { unsignedHeader, verifySignature } from './sigv4/verify.ts';

/** What a signed body continues from: the request's own signature and the key that made it. */
export interface SignatureSeed {
  readonly signature: string;
  readonly key: HmacKey;
  readonly scope: string;
  readonly timestamp: string;
}

/** A caller whose signature was verified. */
export interface Caller {
  readonly credential: SigningCredential;
  readonly region: string;
  /** Absent for a version 2 URL. */
  readonly seed?: SignatureSeed;
}

/** What authentication needs to know of the server. */
export interface AuthenticationPorts {
  readonly credentials: CredentialSource;
  readonly clock: Clock;
  readonly signingKeys: SigningKeys;
}

/** A version 4 claim is believed when key, token, time and signature are right. `payloadHash` stands for the body. */
export async function authenticate(
  head: RequestHead,
  claim: SignatureClaim | BrokenClaim | undefined,
  payloadHash: string,
  family: Family,
  ports: AuthenticationPorts,
): Promise<Caller> {
  if (!claim) throw refuse('missingSignature', family);
  if (claim.form === 'broken') throw refuse('incompleteSignature', family, claim.reason);
  const credential = await findCredential(claim.accessKeyId, claim.sessionToken, family, ports);
  checkTime(claim, family, ports.clock.nowMs());
  const unsigned = unsignedHeader(head, claim);
  if (unsigned !== undefined) throw unsignedHeaderError(unsigned, family);
  const key = ports.signingKeys.keyFor(claim.accessKeyId, credential.secretAccessKey, claim.scope);
  const mismatch = verifySignature(head, claim, key, payloadHash);
  if (mismatch) {
    throw refuse('wrongSignature', family, undefined, {
      AWSAccessKeyId: claim.accessKeyId,
      StringToSign: mismatch.stringToSign,
      SignatureProvided: claim.signature,
      CanonicalRequest: mismatch.canonicalRequest,
    });
  }
  const { signature, scope, timestamp } = claim;
  return { credential, region: claim.region, seed: { signature, key, scope, timestamp } };
}

/** A version 2 URL carries no region: the server's own is taken. */
export async function authenticateSigv2(
  head: RequestHead,
  claim: Sigv2Claim,
  bucketInHost: string | undefined,
  region: string,
  ports: AuthenticationPorts,
): Promise<Caller> {
  const credential = await findCredential(claim.accessKeyId, claim.sessionToken, 's3', ports);
  if (!/^\d{1,12}$/.test(claim.expires)) {
    throw new ServiceError('AccessDenied', 'Invalid date (should be seconds since epoch)', 403);
  }
  const expiresMs = Number(claim.expires) * 1000;
  const nowMs = ports.clock.nowMs();
  if (nowMs > expiresMs) throw expiredUrl(expiresMs, nowMs);
  const text = sigv2StringToSign(head, claim, bucketInHost);
  if (isSigv2Signature(text, credential.secretAccessKey, claim.signature)) return { credential, region };
  throw refuse('wrongSignature', 's3', undefined, {
    AWSAccessKeyId: claim.accessKeyId,
    StringToSign: text,
    SignatureProvided: claim.signature,
  });
}

async function findCredential(
  accessKeyId: string,
  sessionToken: string | undefined,
  family: Family,
  ports: AuthenticationPorts,
): Promise<SigningCredential> {
  const credential = await ports.credentials.find(accessKeyId);
  if (!credential) {
    throw refuse('unknownKey', family, undefined, family === 's3' ? { AWSAccessKeyId: accessKeyId } : {});
  }
  if (!isToken(credential.sessionToken, sessionToken)) throw refuse('wrongToken', family);
  if (credential.expiresAtMs !== undefined && credential.expiresAtMs <= ports.clock.nowMs()) {
    throw refuse('expiredToken', family);
  }
  return credential;
}

/** Whether a key has a token is no secret; what it is, is. */
function isToken(expected: string | undefined, given: string | undefined): boolean {
  if (expected === undefined || given === undefined) return expected === given;
  return equalInConstantTime(Buffer.from(expected), Buffer.from(given));
}

function checkTime(claim: SignatureClaim, family: Family, nowMs: number): void {
  const signedMs = timestampMs(claim.timestamp);
  if (Number.isNaN(signedMs)) throw refuse('incompleteSignature', family, `'${claim.timestamp}' is not a date.`);
  if (claim.expiresS !== undefined) checkExpiry(claim, claim.expiresS, signedMs, family, nowMs);
  else if (nowMs - signedMs > CLOCK_SKEW_MS || signedMs - nowMs > CLOCK_SKEW_MS) throw skewError(claim, family, nowMs);
}

function checkExpiry(claim: SignatureClaim, expiresS: number, signedMs: number, family: Family, nowMs: number): void {
  const inRange = Number.isInteger(expiresS) && expiresS >= 0 && expiresS <= PRESIGNED_SECONDS_MAX;
  if (!inRange) {
    const text =
      'X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than 604800 seconds';
    throw family === 's3'
      ? new ServiceError('AuthorizationQueryParametersError', text)
      : refuse('incompleteSignature', family, text);
  }
  if (signedMs - nowMs > CLOCK_SKEW_MS) throw skewError(claim, family, nowMs);
  const expiresMs = signedMs + expiresS * 1000;
  if (nowMs <= expiresMs) return;
  if (family === 's3') throw expiredUrl(expiresMs, nowMs);
  const [end, now] = [basicTimestamp(expiresMs), basicTimestamp(nowMs)];
  throw refuse('expiredUrl', family, `Signature expired: ${end} is now earlier than ${now}`);
}

/** The SDKs correct their clock by these answers: by their code, and by the Date header. */
function skewError(claim: SignatureClaim, family: Family, nowMs: number): ServiceError {
  if (family === 's3') {
    return refuse('skewedClock', family, undefined, {
      RequestTime: claim.timestamp,
      ServerTime: new Date(nowMs).toISOString(),
      MaxAllowedSkewMilliseconds: CLOCK_SKEW_MS,
    });
  }
  const isLate = timestampMs(claim.timestamp) < nowMs;
  const bound = basicTimestamp(isLate ? nowMs - CLOCK_SKEW_MS : nowMs + CLOCK_SKEW_MS);
  const now = basicTimestamp(nowMs);
  const text = isLate
    ? `Signature expired: ${claim.timestamp} is now earlier than ${bound} (${now} - 15 min.)`
    : `Signature not yet current: ${claim.timestamp} is still later than ${bound} (${now} + 15 min.)`;
  return refuse('skewedClock', family, text);
}

function expiredUrl(expiresMs: number, nowMs: number): ServiceError {
  return refuse('expiredUrl', 's3', undefined, {
    Expires: new Date(expiresMs).toISOString(),
    ServerTime: new Date(nowMs).toISOString(),
  });
}

function unsignedHeaderError(name: string, family: Family): ServiceError {
  if (family === 's3') {
    const text = 'There were headers present in the request which were not signed';
    return new ServiceError('AccessDenied', text, 403, { HeadersNotSigned: name });
  }
  const text = `'${name}' must be a 'SignedHeader' in the AWS Authorization.`;
  return refuse('wrongSignature', family, text);
}
