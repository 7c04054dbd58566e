/** What is known of the values of a metric so far, in constant space. */
export interface RunningStatistics {
  readonly count: number;
  readonly min: number;
  readonly max: number;
  /** The value with the latest time; of several at that time, the one that came last. */
  readonly last: number;
  readonly lastMs: number;
  readonly mean: number;
  /** Sum of the squared distances from the mean (Welford): sums of squares would cancel out far from zero. */
  readonly squares: number;
}

/** Statistics with one more value, which must be finite and small enough for its square to be, too. */
export function withValue(known: RunningStatistics | undefined, value: number, atMs: number): RunningStatistics {
  if (!known) return { count: 1, min: value, max: value, last: value, lastMs: atMs, mean: value, squares: 0 };
  const count = known.count + 1;
  const distance = value - known.mean;
  const mean = known.mean + distance / count;
  const isLatest = atMs >= known.lastMs;
  return {
    count,
    min: Math.min(known.min, value),
    max: Math.max(known.max, value),
    last: isLatest ? value : known.last,
    lastMs: isLatest ? atMs : known.lastMs,
    mean,
    squares: known.squares + distance * (value - mean),
  };
}

/** Of the population: 0 for a single value. */
export function standardDeviation({ squares, count }: RunningStatistics): number {
  return Math.sqrt(squares / count);
}
