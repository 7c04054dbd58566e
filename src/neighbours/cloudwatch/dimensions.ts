import type { Dimension } from '../../api/generated/cloudwatch-types.ts';
import { invalidValue } from './cloudwatch-errors.ts';
import type { Dimensions } from './metric-store.ts';

/** A metric is the same whatever the order of its dimensions. */
export function dimensionsOf(given: readonly Dimension[] = []): Dimensions {
  const names = new Set(given.map(({ Name }) => Name));
  if (names.size < given.length) throw invalidValue('The parameter Dimensions must not contain a name twice.');
  return given.map(({ Name, Value }) => [Name, Value] as const).sort(([a], [b]) => (a < b ? -1 : 1));
}

export function dimensionShapes(dimensions: Dimensions): Dimension[] {
  return dimensions.map(([Name, Value]) => ({ Name, Value }));
}
