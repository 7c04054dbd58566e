import { describe, expect, it } from 'vitest';
import { parseDuration } from './duration.ts';

const HOUR_MS = 3_600_000;

describe('A duration', () => {
  it.each([
    ['P30D', 30 * 24 * HOUR_MS],
    ['P30d', 30 * 24 * HOUR_MS],
    ['30d', 30 * 24 * HOUR_MS],
    ['p30d', 30 * 24 * HOUR_MS],
    ['T12H', 12 * HOUR_MS],
    ['PT1H', HOUR_MS],
    ['1h', HOUR_MS],
    ['P1DT12H', 36 * HOUR_MS],
    ['PT5M', 300_000],
    ['P1M', 30 * 24 * HOUR_MS],
    ['P2W', 14 * 24 * HOUR_MS],
  ])('is read in the spelling %s', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  it.each(['', 'P', 'PT', 'soon', '-P1D', '1.5h', 'P1D1D'])('is refused as %j', (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });
});
