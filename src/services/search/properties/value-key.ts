import { createHash } from 'node:crypto';

/**
 * Values as the index keeps them: text that sorts by its bytes as the values do. Numbers and times begin with `n` and
 * come before texts, which begin with `t`.
 */
export interface IndexedValue {
  readonly key: string;
  /** The whole text, where `key` does not have it. */
  readonly longText?: string;
}

const NUMBER = 'n';
const TEXT = 't';
/** Characters of a text that its key holds. PostgreSQL takes no more than 2,700 bytes into an index. */
const TEXT_KEY_MAX = 120;
/** Between what is kept of a long text and the hash of all of it. No shorter text can have the same key. */
const CUT = '\u0001';
/** 64 characters in the order of their bytes. */
const DIGITS = '-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz';
const SIGN_BIT = 0x80000000;

/** The key of a finite number: its 64 bits, so turned that larger numbers have larger ones. */
export function numberKey(value: number): string {
  const view = new DataView(new ArrayBuffer(8));
  // Adding zero makes one of the two zeros.
  view.setFloat64(0, value + 0);
  let high = view.getUint32(0);
  let low = view.getUint32(4);
  if (high & SIGN_BIT) {
    high = ~high;
    low = ~low;
  } else {
    high |= SIGN_BIT;
  }
  const digits = [
    ...[high >>> 28, high >>> 22, high >>> 16, high >>> 10, high >>> 4],
    ...[(high << 2) | (low >>> 30), low >>> 24, low >>> 18, low >>> 12, low >>> 6, low],
  ];
  return NUMBER + digits.map((digit) => DIGITS.charAt(digit & 63)).join('');
}

export function textValue(value: string): IndexedValue {
  const text = storable(value);
  if (text.length <= TEXT_KEY_MAX) return { key: TEXT + text };
  const hash = createHash('sha256').update(text).digest('base64url');
  return { key: TEXT + storable(text.slice(0, TEXT_KEY_MAX)) + CUT + hash, longText: text };
}

/** All keys of texts are between these two, all keys of numbers below the first. */
export const TEXT_KEYS = { from: TEXT, to: 'u' } as const;
export const NUMBER_KEYS = { from: NUMBER, to: 'o' } as const;

/** PostgreSQL has no place for null characters and for halves of characters, in JSON neither. */
export function storable(text: string): string {
  if (/^[ -~]*$/.test(text)) return text;
  return Buffer.from(text.replaceAll('\0', '\ufffd')).toString();
}
