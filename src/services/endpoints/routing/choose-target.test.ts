import { describe, expect, it } from 'vitest';
import { chooseVariant, targetsInTurn } from './choose-target.ts';
import type { Route } from './route-table.ts';

function routeOf(weights: Readonly<Record<string, number>>): Route {
  const variants = Object.entries(weights).map(([name, weight]) => ({ name, weight, targets: [] }));
  const totalWeight = variants.reduce((sum, variant) => sum + variant.weight, 0);
  return { endpointName: 'e', endpointArn: 'arn', variants, totalWeight };
}

describe('choosing a variant', () => {
  it('gives each its share of the weights', () => {
    const route = routeOf({ a: 1, b: 3 });
    const chosen = [0, 0.24, 0.25, 0.5, 0.999].map((fraction) => chooseVariant(route, fraction)?.name);
    expect(chosen).toEqual(['a', 'a', 'b', 'b', 'b']);
  });

  it('never gives one of weight 0, wherever it stands', () => {
    for (const route of [routeOf({ idle: 0, busy: 1 }), routeOf({ busy: 1, idle: 0 })]) {
      for (const fraction of [0, 0.5, 1 - 2 ** -32]) expect(chooseVariant(route, fraction)?.name).toBe('busy');
    }
  });

  it('gives none when no weight is above 0', () => {
    expect(chooseVariant(routeOf({ a: 0, b: 0 }))).toBeUndefined();
  });
});

it('tries every instance of a variant once, whichever comes first', () => {
  const targets = [1, 2, 3].map((port) => ({ instanceId: `i-${port}`, port }));
  for (let i = 0; i < 20; i++) {
    const ports = targetsInTurn({ name: 'v', weight: 1, targets }).map((target) => target.port);
    expect(ports.toSorted()).toEqual([1, 2, 3]);
  }
});
