import { createHash, timingSafeEqual } from 'node:crypto';
import type { CredentialSource } from '../api/identity.ts';
import type { Principal } from '../api/operation.ts';
import type { Clock } from '../base/clock.ts';

/** A key as it is sent by clients that sign nothing. */
interface Claim {
  readonly accessKeyId: string;
  readonly sessionToken: string;
  readonly secret: string;
}

/** Longer than any key and token of ours; what is longer is not looked at. */
const HEADER_LENGTH_MAX = 8192;

/**
 * Who sends this Authorization header: an access key id as the user of HTTP's basic authentication, its secret as the
 * password, or both with a colon between them as a bearer token. A temporary key's session token may stand behind the id
 * and a percent sign, as in the users of CodeCommit's credential helper; it proves nothing that the secret does not.
 * Undefined unless all that is sent is right.
 */
export async function plainPrincipal(
  header: string | undefined,
  credentials: CredentialSource,
  clock: Clock,
): Promise<Principal | undefined> {
  const claim = readClaim(header);
  if (!claim) return undefined;
  const credential = await credentials.find(claim.accessKeyId);
  // An unknown key takes the same way as a wrong secret.
  const isRight = equalTexts(credential?.secretAccessKey ?? '', claim.secret);
  const isToken = claim.sessionToken === '' || equalTexts(credential?.sessionToken ?? '', claim.sessionToken);
  if (!credential || !isRight || !isToken) return undefined;
  if (credential.expiresAtMs !== undefined && credential.expiresAtMs <= clock.nowMs()) return undefined;
  return credential.principal;
}

function readClaim(header = ''): Claim | undefined {
  if (header.length > HEADER_LENGTH_MAX) return undefined;
  const [, scheme = '', sent = ''] = /^(basic|bearer) +(\S+)$/i.exec(header) ?? [];
  const text = scheme.toLowerCase() === 'basic' ? Buffer.from(sent, 'base64').toString('utf8') : sent;
  const colon = text.indexOf(':');
  if (colon < 0) return undefined;
  const [accessKeyId = '', ...token] = text.slice(0, colon).split('%');
  return { accessKeyId, sessionToken: token.join('%'), secret: text.slice(colon + 1) };
}

/** Hashes have one length, so that neither text nor length can be found by measuring. */
function equalTexts(expected: string, given: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(expected), digest(given));
}
