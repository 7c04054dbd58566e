import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import type { Filter, SearchExpression } from '../../src/api/generated/sagemaker-types.ts';
import { epochSeconds } from '../../src/base/clock.ts';
import { Dice } from '../support/dice.ts';
import { fuzzSettings } from '../support/fuzz-settings.ts';
import { compareValues, holds, type PlainResource, sortValue } from '../support/naive-search.ts';
import { openSearchWorld, type SearchWorld } from '../support/search-world.ts';
import { forEachStore } from '../support/stores.ts';

const COMPONENTS = 60;
const SECONDS = 8;
const TRIALS = ['Trial-A', 'Trial-B', 'Trial-C'];
const EXPERIMENTS = ['Exp-1', 'Exp-2', 'Exp-1'];
const TEXTS = ['red', 'blue', 'dark blue', 'Blue', '7', 'r\u00e9\u{10400}d'];
const LONG = `long ${'x'.repeat(300)} blue`;
const STATUSES = ['Completed', 'Failed', 'InProgress'] as const;
const NUMBERS = [-1.5, 0, 3, 7, 7.25, 1e9];

/** Which operators fit which property, and what values are worth asking for. */
const numbers = fc.constantFrom(...NUMBERS.map(String), '5');
const texts = fc.constantFrom(...TEXTS, 'none');
const ORDERED = ['GreaterThan', 'GreaterThanOrEqualTo', 'LessThan', 'LessThanOrEqualTo'] as const;
const EQUAL = ['Equals', 'NotEquals'] as const;
const filter = (Name: string, operators: readonly Filter['Operator'][], value: fc.Arbitrary<string>) =>
  fc
    .record(
      { Name: fc.constant(Name), Operator: fc.constantFrom(...operators), Value: value },
      { requiredKeys: ['Name', 'Value'] },
    )
    .map(({ Operator, ...rest }): Filter => ({ ...rest, ...(Operator && { Operator }) }));
const presence = (Name: string) =>
  fc.constantFrom('Exists' as const, 'NotExists' as const).map((Operator): Filter => ({ Name, Operator }));
const someTexts = fc.array(texts, { minLength: 1, maxLength: 3 }).map((values) => values.join(','));
const times = fc
  .integer({ min: 0, max: COMPONENTS })
  .map((at) => new Date(BEGIN_MS + at * 1000).toISOString().slice(0, 19));
const BEGIN_MS = 1_700_000_000_000;

const anyFilter = fc.oneof(
  filter('Parameters.rate', ['Equals', 'NotEquals', ...ORDERED], numbers),
  filter('Parameters.mixed', ['Equals', 'NotEquals', ...ORDERED], numbers),
  filter('Parameters.mixed', EQUAL, texts),
  filter('Metrics.loss.Min', ['Equals', 'NotEquals', ...ORDERED], numbers),
  filter('CreationTime', ['Equals', 'NotEquals', ...ORDERED], times),
  filter('Status.PrimaryStatus', EQUAL, fc.constantFrom(...STATUSES, 'Stopped')),
  filter('Tags.team', [...EQUAL, 'Contains'], fc.oneof(texts, fc.constantFrom(LONG, 'blue', 'x blue', 'r\u00e9'))),
  filter('Tags.team', ['In'], someTexts),
  filter('Parents.TrialName', [...EQUAL, 'In'], fc.constantFrom(...TRIALS, 'Trial-A,Trial-B')),
  fc
    .constantFrom('Parameters.rate', 'Parameters.nobody', 'Tags.team', 'Metrics.loss.Min', 'Parents.TrialName')
    .chain(presence),
);
const parentFilter = fc.oneof(
  filter('Parents.TrialName', EQUAL, fc.constantFrom(...TRIALS)),
  filter('Parents.ExperimentName', EQUAL, fc.constantFrom('Exp-1', 'Exp-2')),
);
const anyNested = fc
  .array(parentFilter, { minLength: 1, maxLength: 2 })
  .map((Filters) => ({ NestedPropertyName: 'Parents', Filters }));
const some = <Value>(value: fc.Arbitrary<Value>, maxLength: number) => fc.array(value, { minLength: 1, maxLength });
const { expression } = fc.letrec<{ expression: SearchExpression }>((tie) => ({
  expression: fc.record(
    {
      Filters: some(anyFilter, 3),
      NestedFilters: some(anyNested, 2),
      SubExpressions: fc.oneof(
        { maxDepth: 2 },
        some(anyFilter, 2).map((Filters) => [{ Filters }]),
        some(tie('expression'), 2),
      ),
      Operator: fc.constantFrom('And' as const, 'Or' as const),
    },
    { requiredKeys: [] },
  ),
}));
const question = fc.record({
  expression,
  sortBy: fc.constantFrom(
    'CreationTime',
    'Parameters.mixed',
    'Parameters.rate',
    'Metrics.loss.Min',
    'Tags.team',
    'Parents.TrialName',
    'Parameters.nobody',
  ),
  order: fc.constantFrom('Ascending' as const, 'Descending' as const),
  MaxResults: fc.constantFrom(1, 7, 100),
});

/** Makes components of all kinds, and gives them as a search should see them. */
async function makeComponents(world: SearchWorld): Promise<PlainResource[]> {
  const dice = new Dice(5);
  for (const name of new Set(EXPERIMENTS)) await world.call('CreateExperiment', { ExperimentName: name });
  for (const [index, TrialName] of TRIALS.entries()) {
    await world.call('CreateTrial', { TrialName, ExperimentName: EXPERIMENTS[index] ?? '' });
  }
  const all: PlainResource[] = [];
  for (let index = 0; index < COMPONENTS; index++) {
    const name = `part-${index}`;
    const rate = dice.oneIn(4) ? undefined : dice.of(NUMBERS);
    const mixed = dice.oneIn(2) ? dice.of(TEXTS) : dice.of(NUMBERS);
    const team = dice.oneIn(4) ? undefined : dice.of([...TEXTS, LONG.slice(0, 250)]);
    const status = dice.of(STATUSES);
    const loss = dice.oneIn(3) ? undefined : dice.of(NUMBERS);
    const trials = TRIALS.filter(() => dice.oneIn(2));
    await world.newComponent(name, {
      Status: { PrimaryStatus: status },
      Parameters: {
        ...(rate !== undefined && { rate: { NumberValue: rate } }),
        mixed: typeof mixed === 'number' ? { NumberValue: mixed } : { StringValue: mixed },
      },
      ...(team !== undefined && { Tags: [{ Key: 'team', Value: team }] }),
    });
    const created = epochSeconds(world.clock.nowMs());
    for (const TrialName of trials)
      await world.call('AssociateTrialComponent', { TrialName, TrialComponentName: name });
    if (loss !== undefined) await world.putMetric(name, 'loss', loss);
    const parents = trials.map((trial) => ({
      'Parents.TrialName': [trial],
      'Parents.ExperimentName': [EXPERIMENTS[TRIALS.indexOf(trial)] ?? ''],
    }));
    all.push({
      name,
      values: {
        CreationTime: [created],
        'Status.PrimaryStatus': [status],
        'Parameters.mixed': [mixed],
        ...(rate !== undefined && { 'Parameters.rate': [rate] }),
        ...(team !== undefined && { 'Tags.team': [team] }),
        ...(loss !== undefined && { 'Metrics.loss.Min': [loss] }),
        'Parents.TrialName': trials,
      },
      lists: { Parents: parents },
    });
  }
  return all;
}

forEachStore('Search expressions', (open) => {
  let all: PlainResource[];
  let worlds: readonly SearchWorld[];

  beforeAll(async () => {
    const store = await open();
    const world = openSearchWorld(store);
    all = await makeComponents(world);
    // The second never sorts what it could walk through, and walks in many small steps.
    worlds = [world, openSearchWorld(store, { limits: { gatheredMax: 0, looksMax: 70 } })];
  });

  it('find what a look at each resource by itself finds, in order, however the pages are cut', async () => {
    await fc.assert(
      fc.asyncProperty(question, async ({ expression: SearchExpression, sortBy, order, MaxResults }) => {
        const expected = all.filter((one) => holds(one, SearchExpression));
        for (const world of worlds) {
          const names = await world.findComponents({ SearchExpression, SortBy: sortBy, SortOrder: order, MaxResults });
          expect([...names].sort()).toEqual(expected.map(({ name }) => name).sort());
          expect(keysOf(names, sortBy, order)).toEqual(sortedKeys(expected, sortBy, order));
        }
      }),
      fuzzSettings('search expressions', SECONDS),
    );
  }, 60_000);

  /** What resources stand in the order by. */
  function keysOf(names: readonly string[], sortBy: string, order: 'Ascending' | 'Descending') {
    return names.map((name) => {
      const found = all.find((one) => one.name === name);
      return found && sortValue(found, sortBy, order);
    });
  }
});

/** Resources without the property come last either way. */
function sortedKeys(resources: readonly PlainResource[], sortBy: string, order: 'Ascending' | 'Descending') {
  const keys = resources.map((one) => sortValue(one, sortBy, order));
  const present = keys.filter((key) => key !== undefined).sort(compareValues);
  if (order === 'Descending') present.reverse();
  return [...present, ...keys.filter((key) => key === undefined)];
}
