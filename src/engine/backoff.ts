import { randomBelow } from '../base/random.ts';

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 60_000;

/**
 * Pause after the `attempt`-th failure in a row (from 1): it doubles up to a minute, and half of it is left to chance so
 * that what failed together does not come back together.
 */
export function backoffMs(attempt: number): number {
  const doublings = Math.min(attempt - 1, 20);
  const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** doublings, LONGEST_PAUSE_MS);
  return pauseMs / 2 + randomBelow(pauseMs / 2);
}
