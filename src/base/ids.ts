import { randomBytes, randomInt, randomUUID } from 'node:crypto';

const LOWER = 'abcdefghijklmnopqrstuvwxyz0123456789';
const MIXED = `ABCDEFGHIJKLMNOPQRSTUVWXYZ${LOWER}`;

function randomText(alphabet: string, length: number): string {
  let text = '';
  for (let i = 0; i < length; i++) text += alphabet[randomInt(alphabet.length)];
  return text;
}

/** `length` lower-case letters and digits, as in a pipeline execution's id. */
export function randomLowerId(length: number): string {
  return randomText(LOWER, length);
}

/** `length` letters of either case and digits, as at the end of a job name made by a pipeline. */
export function randomMixedId(length: number): string {
  return randomText(MIXED, length);
}

export function randomHex(bytes: number): string {
  return randomBytes(bytes).toString('hex');
}

export function newUuid(): string {
  return randomUUID();
}
