import { createHash } from 'node:crypto';

/** A UUID that is always the same for the same text (RFC 9562, version 8): events of a run need no memory of its id. */
export function runIdOf(runKey: string): string {
  const bytes = createHash('sha256').update(`sagebrush run ${runKey.toLowerCase()}`).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
