import { randomBelow } from '../../../base/random.ts';
import type { Route, RouteTarget, RouteVariant } from './route-table.ts';

/** Steps between 0 and 1 that weights are told apart by. */
const RESOLUTION = 2 ** 32;

/** A variant by its share of the weights; undefined when all weights are 0. `fraction` is from 0 up to, not including, 1. */
export function chooseVariant(route: Route, fraction = randomBelow(RESOLUTION) / RESOLUTION): RouteVariant | undefined {
  let rest = fraction * route.totalWeight;
  const weighted = route.variants.filter((variant) => variant.weight > 0);
  for (const variant of weighted) {
    if (rest < variant.weight) return variant;
    rest -= variant.weight;
  }
  return weighted.at(-1);
}

/** The variant's instances in the order in which they are tried: from a random one on. */
export function targetsInTurn({ targets }: RouteVariant): RouteTarget[] {
  if (targets.length < 2) return [...targets];
  const first = randomBelow(targets.length);
  return [...targets.slice(first), ...targets.slice(0, first)];
}
