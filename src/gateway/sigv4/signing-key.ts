import { createHmac, hash, timingSafeEqual } from 'node:crypto';
import { HmacKey } from './hmac-key.ts';

interface CachedKey {
  readonly secret: string;
  readonly key: HmacKey;
}

const KEYS_MAX = 4096;

/** Keys derived for a day, region and service; deriving one takes four HMACs, so they are kept. */
export class SigningKeys {
  readonly #keys = new Map<string, CachedKey>();

  /** `scope` is `<yyyymmdd>/<region>/<service>/aws4_request`. */
  keyFor(accessKeyId: string, secret: string, scope: string): HmacKey {
    const name = `${accessKeyId}/${scope}`;
    const known = this.#keys.get(name);
    if (known && known.secret === secret) return known.key;
    const key = new HmacKey(deriveKey(secret, scope));
    if (this.#keys.size >= KEYS_MAX) this.#keys.delete(this.#keys.keys().next().value ?? '');
    this.#keys.set(name, { secret, key });
    return key;
  }
}

function deriveKey(secret: string, scope: string): Buffer {
  const [date = '', region = '', service = '', end = ''] = scope.split('/');
  return [date, region, service, end].reduce<Buffer>((key, part) => hmac(key, part), Buffer.from(`AWS4${secret}`));
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

export function sha256Hex(data: string | Uint8Array): string {
  return hash('sha256', data, 'hex');
}

const SIGNATURE_CHARACTERS = 64;
/** Made once: nothing else runs between their being filled and compared. */
const expected = Buffer.alloc(SIGNATURE_CHARACTERS);
const given = Buffer.alloc(SIGNATURE_CHARACTERS);

/** Whether `signature` (hex) is the one of `text`; takes the same time wherever they differ. */
export function isSignatureOf(key: HmacKey, text: string, signature: string): boolean {
  if (signature.length !== SIGNATURE_CHARACTERS) return false;
  expected.write(key.hexOf(text), 'latin1');
  given.write(signature, 'latin1');
  return timingSafeEqual(expected, given);
}

export function equalInConstantTime(expected: Uint8Array, given: Uint8Array): boolean {
  return expected.length === given.length && timingSafeEqual(expected, given);
}

export const EMPTY_SHA256 = sha256Hex('');
