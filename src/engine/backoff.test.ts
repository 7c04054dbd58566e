import { describe, expect, it } from 'vitest';
import { backoffMs } from './backoff.ts';

describe('backoffMs', () => {
  it('doubles from a tenth of a second, with up to half of it left to chance', () => {
    for (const [attempt, most] of [
      [1, 100],
      [2, 200],
      [5, 1600],
    ] as const) {
      const pauseMs = backoffMs(attempt);
      expect(pauseMs).toBeGreaterThanOrEqual(most / 2);
      expect(pauseMs).toBeLessThan(most);
    }
  });

  it('never grows beyond a minute', () => {
    for (const attempt of [11, 100, 1_000_000]) expect(backoffMs(attempt)).toBeLessThan(60_000);
  });
});
