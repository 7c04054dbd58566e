import { beforeAll, expect, it } from 'vitest';
import { openSearchWorld, type SearchWorld } from '../support/search-world.ts';
import { forEachStore } from '../support/stores.ts';

forEachStore('Search', (open) => {
  let world: SearchWorld;

  beforeAll(async () => {
    world = openSearchWorld(await open());
  });

  it('finds a component by what it was given, as soon as it is made', async () => {
    await world.newComponent('first', {
      Parameters: { rate: { NumberValue: 0.5 } },
      Tags: [{ Key: 'team', Value: 'red' }],
    });
    await world.newComponent('second', { Parameters: { rate: { NumberValue: 0.7 } } });
    const found = await world.call('Search', {
      Resource: 'ExperimentTrialComponent',
      SearchExpression: { Filters: [{ Name: 'Parameters.rate', Operator: 'LessThan', Value: '0.6' }] },
    });
    expect(await world.findComponents({})).toEqual(['second', 'first']);
    expect(await world.findComponents({ SortBy: 'Tags.team', SortOrder: 'Ascending', MaxResults: 1 })).toEqual([
      'first',
      'second',
    ]);
  });
});
