import { randomInt } from 'node:crypto';

/** A whole number from 0 to `limit - 1`, all equally likely. `limit` is at most 2^47. */
export function randomBelow(limit: number): number {
  return randomInt(limit);
}
