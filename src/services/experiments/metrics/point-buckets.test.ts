import { describe, expect, it } from 'vitest';
import { type BucketRules, PointBuckets } from './point-buckets.ts';
import type { MetricPoint } from './points-store.ts';

const RULES: BucketRules = { period: 'IterationNumber', xAxis: 'IterationNumber', statistic: 'Avg', bucketsMax: 100 };

/** Points of `[step, milliseconds, value]`. */
function filled(rules: Partial<BucketRules>, ...points: readonly [number, number, number][]) {
  const buckets = new PointBuckets({ ...RULES, ...rules });
  const added = points.map(([step, timestampMs, value], index) => {
    const point: MetricPoint = { step, timestampMs, position: index + 1, value };
    return buckets.add(point);
  });
  return { buckets, added };
}

describe('points in buckets', () => {
  it('become one value for each iteration', () => {
    const { buckets } = filled({}, [1, 10, 2], [1, 20, 4], [3, 30, 7]);
    expect(buckets.result(true)).toEqual({ x: [1, 3], values: [3, 7] });
  });

  it('place an iteration on the axis of time where its latest value is', () => {
    const { buckets } = filled({ xAxis: 'Timestamp', statistic: 'Max' }, [1, 10, 9], [1, 20, 4], [3, 30, 7]);
    expect(buckets.result(true)).toEqual({ x: [20, 30], values: [9, 7] });
  });

  it('become one value for each stretch of time, which begins at a whole one', () => {
    const rules = { period: 'OneMinute', xAxis: 'Timestamp', statistic: 'Count' } as const;
    const { buckets } = filled(rules, [0, 59_999, 1], [0, 60_000, 1], [0, 119_999, 1], [0, 300_001, 1]);
    expect(buckets.result(true)).toEqual({ x: [0, 60_000, 300_000], values: [1, 2, 1] });
  });

  it.each([
    ['Min', 2],
    ['Max', 9],
    ['Avg', 5],
    ['Count', 8],
    ['StdDev', 2],
    ['Last', 9],
  ] as const)('give %s', (statistic, value) => {
    const { buckets } = filled(
      { statistic },
      ...[2, 4, 4, 4, 5, 5, 7, 9].map((one, i) => [1, i, one] as [number, number, number]),
    );
    expect(buckets.result(true).values).toEqual([value]);
  });

  it('take no more than there may be, and give the whole ones', () => {
    const { buckets, added } = filled({ bucketsMax: 2 }, [1, 1, 1], [2, 2, 2], [2, 3, 4], [3, 4, 5]);
    expect(added).toEqual([true, true, true, false]);
    expect(buckets.result(false)).toEqual({ x: [1, 2], values: [1, 3] });
  });

  it('leave out the last one when points are missing, unless there is no other', () => {
    const two = filled({}, [1, 1, 1], [2, 2, 2]);
    expect(two.buckets.result(false)).toEqual({ x: [1], values: [1] });
    const one = filled({}, [1, 1, 1]);
    expect(one.buckets.result(false)).toEqual({ x: [1], values: [1] });
    expect(filled({}).buckets.result(true)).toEqual({ x: [], values: [] });
  });
});
