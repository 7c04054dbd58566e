import { describe, expect, it } from 'vitest';
import { type RunningStatistics, standardDeviation, withValue } from './running-statistics.ts';

function of(...values: readonly (readonly [value: number, atMs: number])[]): RunningStatistics {
  let known: RunningStatistics | undefined;
  for (const [value, atMs] of values) known = withValue(known, value, atMs);
  if (!known) throw new Error('no values');
  return known;
}

describe('running statistics', () => {
  it('know one value as all that there is, without deviation', () => {
    const statistics = of([2.5, 10]);
    expect(statistics).toEqual({ count: 1, min: 2.5, max: 2.5, last: 2.5, lastMs: 10, mean: 2.5, squares: 0 });
    expect(standardDeviation(statistics)).toBe(0);
  });

  it('agree with the statistics of all values', () => {
    const statistics = of([2, 1], [4, 2], [4, 3], [4, 4], [5, 5], [5, 6], [7, 7], [9, 8]);
    expect(statistics).toMatchObject({ count: 8, min: 2, max: 9, last: 9, lastMs: 8, mean: 5 });
    expect(standardDeviation(statistics)).toBe(2);
  });

  it('take the latest value by its time as the last, and of equal times the one that came last', () => {
    expect(of([1, 20], [2, 10])).toMatchObject({ last: 1, lastMs: 20 });
    expect(of([1, 20], [2, 20])).toMatchObject({ last: 2, lastMs: 20 });
  });

  it('keep small deviations of large values', () => {
    const statistics = of([1e9 + 4, 1], [1e9 + 7, 2], [1e9 + 13, 3], [1e9 + 16, 4]);
    expect(standardDeviation(statistics)).toBeCloseTo(Math.sqrt(22.5), 9);
  });

  it('stay finite at the largest values that are taken', () => {
    const statistics = of([2 ** 360, 1], [-(2 ** 360), 2], [2 ** 360, 3]);
    expect(Number.isFinite(standardDeviation(statistics))).toBe(true);
  });
});
