import { beforeAll, expect, it } from 'vitest';
import type { Filter, SearchExpression, SearchRequest } from '../../src/api/generated/sagemaker-types.ts';
import { ACCOUNT, callContext, REGION } from '../support/callers.ts';
import { openSearchWorld, type SearchWorld } from '../support/search-world.ts';
import { forEachStore } from '../support/stores.ts';

const componentArn = (name: string) => `arn:aws:sagemaker:${REGION}:${ACCOUNT}:experiment-trial-component/${name}`;
const tagged = (Key: string, Value: string): Pick<SearchRequest, 'SearchExpression'> => ({
  SearchExpression: { Filters: [{ Name: `Tags.${Key}`, Value }] },
});

forEachStore('Search', (open, dialect) => {
  let world: SearchWorld;

  beforeAll(async () => {
    world = openSearchWorld(await open('one'));
  });

  const refusal = (request: Partial<SearchRequest>) =>
    world.findComponents(request).then(
      () => 'nothing',
      (error: Error) => error.message,
    );
  const ofFilters = (...Filters: Filter[]): Pick<SearchRequest, 'SearchExpression'> => ({
    SearchExpression: { Filters },
  });

  it('sees what was just made, changed, tagged, untagged and deleted', async () => {
    const name = 'changing';
    await world.newComponent(name, { Tags: [{ Key: 'change', Value: 'no' }], Parameters: { a: { NumberValue: 1 } } });
    expect(await world.findComponents(tagged('change', 'no'))).toEqual([name]);

    await world.call('AddTags', { ResourceArn: componentArn(name), Tags: [{ Key: 'change', Value: 'yes' }] });
    expect(await world.findComponents(tagged('change', 'no'))).toEqual([]);
    expect(await world.findComponents(tagged('change', 'yes'))).toEqual([name]);

    await world.call('DeleteTags', { ResourceArn: componentArn(name), TagKeys: ['change'] });
    expect(await world.findComponents(tagged('change', 'yes'))).toEqual([]);

    await world.call('UpdateTrialComponent', {
      TrialComponentName: name,
      Parameters: { b: { StringValue: 'x' } },
      ParametersToRemove: ['a'],
    });
    expect(await world.findComponents(ofFilters({ Name: 'Parameters.a', Operator: 'Exists' }))).toEqual([]);
    expect(await world.findComponents(ofFilters({ Name: 'Parameters.b', Value: 'x' }))).toEqual([name]);

    await world.call('DeleteTrialComponent', { TrialComponentName: name });
    expect(await world.findComponents(ofFilters({ Name: 'Parameters.b', Value: 'x' }))).toEqual([]);
  });

  it('sees metrics as they come, and a component join and leave trials', async () => {
    await world.newComponent('measured');
    await world.putMetric('measured', 'auc', 0.25);
    await world.putMetric('measured', 'auc', 0.75);
    for (const [statistic, value] of Object.entries({ Max: '0.75', Min: '0.25', Count: '2', Avg: '0.5' })) {
      const found = await world.findComponents(ofFilters({ Name: `Metrics.auc.${statistic}`, Value: value }));
      expect(found, statistic).toEqual(['measured']);
    }
    await world.call('CreateExperiment', { ExperimentName: 'Joined-Exp' });
    await world.call('CreateTrial', { TrialName: 'Joined', ExperimentName: 'Joined-Exp' });
    const link = { TrialName: 'Joined', TrialComponentName: 'measured' };
    const inTrial = ofFilters({ Name: 'Parents.TrialName', Value: 'Joined' });
    await world.call('AssociateTrialComponent', link);
    expect(await world.findComponents(inTrial)).toEqual(['measured']);
    await world.call('DisassociateTrialComponent', link);
    expect(await world.findComponents(inTrial)).toEqual([]);
  });

  it('starts anew for a resource that is made again under its name', async () => {
    await world.newComponent('again', { Tags: [{ Key: 'life', Value: 'first' }] });
    expect(await world.findComponents(tagged('life', 'first'))).toEqual(['again']);
    await world.call('DeleteTrialComponent', { TrialComponentName: 'again' });
    await world.newComponent('again', { Tags: [{ Key: 'life', Value: 'second' }] });
    expect(await world.findComponents(tagged('life', 'first'))).toEqual([]);
    expect(await world.findComponents(tagged('life', 'second'))).toEqual(['again']);
  });

  it('keeps accounts and regions apart', async () => {
    const contexts = [
      callContext({ account: '999999999999' }),
      callContext({ region: 'eu-central-1' }),
      callContext({ region: 'cn-north-1' }),
    ];
    const Tags = [{ Key: 'apart', Value: 'yes' }];
    for (const context of contexts) {
      expect(await world.findComponents({}, context)).toEqual([]);
      await world.call('CreateTrialComponent', { TrialComponentName: `of-${context.region}`, Tags }, context);
      expect(await world.findComponents({}, context)).toEqual([`of-${context.region}`]);
    }
    expect(await world.findComponents(tagged('apart', 'yes'))).toEqual([]);
  });

  it('shows what was changed last first, unless asked otherwise', async () => {
    const Tags = [{ Key: 'set', Value: 'order' }];
    for (const name of ['order-a', 'order-b', 'order-c']) await world.newComponent(name, { Tags });
    world.clock.advance(1000);
    await world.call('UpdateTrialComponent', { TrialComponentName: 'order-a', DisplayName: 'changed' });
    const set = tagged('set', 'order');
    expect(await world.findComponents(set)).toEqual(['order-a', 'order-c', 'order-b']);
    expect(await world.findComponents({ ...set, SortOrder: 'Ascending' })).toEqual(['order-b', 'order-c', 'order-a']);
    const byName = { ...set, SortBy: 'TrialComponentName', SortOrder: 'Ascending' } as const;
    expect(await world.findComponents(byName)).toEqual(['order-a', 'order-b', 'order-c']);
  });

  it('gives tokens that are good for their own request only', async () => {
    for (const name of ['page-a', 'page-b', 'page-c'])
      await world.newComponent(name, { Tags: [{ Key: 'p', Value: '1' }] });
    const request = { Resource: 'ExperimentTrialComponent', ...tagged('p', '1'), MaxResults: 2 } as const;
    const { Results, NextToken } = await world.call('Search', request);
    expect(Results).toHaveLength(2);
    expect((await world.call('Search', { ...request, NextToken })).Results).toHaveLength(1);
    const strangers: SearchRequest[] = [
      { ...request, SortBy: 'CreationTime', NextToken },
      { ...request, ...tagged('p', '2'), NextToken },
      { ...request, Resource: 'ExperimentTrial', NextToken },
      { ...request, NextToken: `${NextToken}x` },
    ];
    for (const stranger of strangers) {
      await expect(world.call('Search', stranger)).rejects.toMatchObject({ code: 'ValidationException' });
    }
    const other = callContext({ account: '999999999999' });
    await expect(world.call('Search', { ...request, NextToken }, other)).rejects.toMatchObject({
      code: 'ValidationException',
    });
  });

  it('refuses what it cannot ask, and says what is wrong', async () => {
    const refused: [Filter, string][] = [
      [{ Name: 'NoSuchThing', Value: '1' }, 'Unknown property name: NoSuchThing'],
      [{ Name: 'Status', Operator: 'Exists' }, 'Unknown property name: Status'],
      [{ Name: 'HyperParameters.a', Value: '1' }, 'Unknown property name: HyperParameters.a'],
      [{ Name: 'CreationTime', Value: 'soon' }, 'The value soon of the property CreationTime is not valid.'],
      [{ Name: 'Metrics.a.Max', Value: 'high' }, 'The value high of the property Metrics.a.Max is not valid.'],
      [
        { Name: 'DisplayName', Operator: 'GreaterThan', Value: 'a' },
        'is not supported for the text property DisplayName',
      ],
      [
        { Name: 'Parameters.a', Operator: 'LessThan', Value: 'a' },
        'is not supported for the text property Parameters.a',
      ],
      [{ Name: 'CreationTime', Operator: 'Contains', Value: '1' }, 'Contains is only supported for text properties'],
      [{ Name: 'Metrics.a.Max', Operator: 'In', Value: '1,2' }, 'In is only supported for text properties'],
      [{ Name: 'DisplayName' }, 'The operator Equals on the property DisplayName requires a value.'],
      [{ Name: 'DisplayName', Operator: 'Exists', Value: '1' }, 'does not take a value'],
    ];
    for (const [filter, message] of refused) expect(await refusal(ofFilters(filter))).toContain(message);
    expect(await refusal({ SortBy: 'NoSuchThing' })).toBe('Unknown property name: NoSuchThing');
    expect(await refusal({ CrossAccountFilterOption: 'CrossAccount' })).toContain('is not supported');
    expect(await refusal({ VisibilityConditions: [{ Key: 'a', Value: 'b' }] })).toContain('are not supported');
    expect(await refusal({ CrossAccountFilterOption: 'SameAccount', MaxResults: 100 })).toBe('nothing');
  });

  it('refuses expressions beyond the limits of SageMaker', async () => {
    const filter = (index: number): Filter => ({ Name: `Tags.k${index}`, Value: '1' });
    const Filters = (count: number) => Array.from({ length: count }, (_, index) => filter(index));
    expect(await refusal(ofFilters(...Filters(21)))).toContain('less than or equal to 20');
    const wide: SearchExpression = { SubExpressions: [1, 2, 3].map(() => ({ Filters: Filters(17) })) };
    expect(await refusal({ SearchExpression: wide })).toContain('51 conditions, which exceeds the limit of 50');
    let deep: SearchExpression = ofFilters(filter(1)).SearchExpression ?? {};
    for (let depth = 0; depth < 25; depth++) deep = { SubExpressions: [deep] };
    expect(await refusal({ SearchExpression: deep })).toContain('nested deeper than');
    const twice = (Name: string) =>
      ofFilters({ Name, Operator: 'Contains', Value: 'a' }, { Name, Operator: 'Contains', Value: 'b' });
    expect(await refusal(twice('Status.PrimaryStatus'))).toBe("'CONTAINS' operator usage limit of 1 exceeded.");
    expect(await refusal(twice('DisplayName'))).toBe('nothing');
  });

  it('takes values that look like something else for what they are', async () => {
    const odd = ["x' or '1'='1", '%', '_', '\\', '"quoted"', 't', '\u{10ffff}', '\u0001'];
    await world.newComponent('odd', {
      Parameters: Object.fromEntries(odd.map((value, index) => [`odd.${index}.x'`, { StringValue: value }])),
    });
    for (const [index, value] of odd.entries()) {
      const Name = `Parameters.odd.${index}.x'`;
      expect(await world.findComponents(ofFilters({ Name, Value: value })), value).toEqual(['odd']);
      expect(await world.findComponents(ofFilters({ Name, Operator: 'Contains', Value: value }))).toEqual(['odd']);
      expect(await world.findComponents(ofFilters({ Name, Operator: 'Contains', Value: `${value}%` }))).toEqual([]);
    }
  });

  it('suggests names that resources have now, in any letter case, and no others', async () => {
    const suggest = async (PropertyNameHint: string) => {
      const { PropertyNameSuggestions = [] } = await world.call('GetSearchSuggestions', {
        Resource: 'ExperimentTrialComponent',
        SuggestionQuery: { PropertyNameQuery: { PropertyNameHint } },
      });
      return PropertyNameSuggestions.map(({ PropertyName }) => PropertyName);
    };
    await world.newComponent('suggesting', {
      Tags: [
        { Key: 'Sugar', Value: '1' },
        { Key: 'sun', Value: '1' },
      ],
    });
    await world.putMetric('suggesting', 'sum', 1);
    expect(await suggest('tags.SU')).toEqual(['tags.Sugar', 'tags.sun']);
    expect(await suggest('Metrics.su')).toContain('metrics.sum.Max');
    expect(await suggest('tag')).toEqual(expect.arrayContaining(['tags.Sugar', 'tags.sun']));
    expect(await suggest('100%')).toEqual([]);
    await world.call('DeleteTags', { ResourceArn: componentArn('suggesting'), TagKeys: ['sun'] });
    expect(await suggest('tags.su')).toEqual(['tags.Sugar']);
    expect(await world.findComponents(ofFilters({ Name: 'tags.Sugar', Value: '1' }))).toEqual(['suggesting']);
  });

  it('brings in by itself what nobody searched for, after a start', async () => {
    const own = openSearchWorld(await open('backlog'));
    for (let index = 0; index < 40; index++) await own.newComponent(`old-${index}`);
    expect(await own.outstanding()).toBeGreaterThan(39);
    await own.domain.resume();
    await expect.poll(() => own.outstanding(), { timeout: 20_000 }).toBe(0);
    await own.domain.close();
    expect(await own.findComponents({ MaxResults: 100 })).toHaveLength(40);
  });

  it('goes on when a resource cannot be described, and takes it up when it can', async () => {
    const store = await open('poison');
    const own = openSearchWorld(store);
    let isBroken = true;
    const sagemaker: typeof own.sagemaker = {
      invoke: async (operation, input, context) => {
        if (isBroken && JSON.stringify(input).includes('broken')) throw new Error('a fault of the server');
        return own.sagemaker.invoke(operation, input, context);
      },
    };
    const follower = openSearchWorld(store, { sagemaker });
    for (const name of ['broken', 'whole-1', 'whole-2']) await own.newComponent(name);
    await follower.domain.resume();
    await expect.poll(() => own.outstanding(), { timeout: 20_000 }).toBe(1);
    expect(await follower.findComponents({ SortBy: 'CreationTime' })).toEqual(['whole-2', 'whole-1']);
    isBroken = false;
    expect(await follower.findComponents({ SortBy: 'CreationTime' })).toEqual(['whole-2', 'whole-1', 'broken']);
    await follower.domain.close();
  });

  it('ends with the last result when all have what is sorted by, and goes on to the others when one has not', async () => {
    const few = openSearchWorld(await open('owners'), { limits: { gatheredMax: 0, looksMax: 10 } });
    const names = Array.from({ length: 90 }, (_, index) => `ranked-${String(index).padStart(2, '0')}`);
    for (const [index, name] of names.entries()) {
      const Tags = [{ Key: 'rank', Value: String(index).padStart(2, '0') }];
      await few.newComponent(name, { Tags });
    }
    const sorted = { SortBy: 'Tags.rank', SortOrder: 'Ascending', MaxResults: 30 } as const;
    const pagesOf = async () => {
      const sizes: number[] = [];
      let NextToken: string | undefined;
      do {
        const page = await few.call('Search', { Resource: 'ExperimentTrialComponent', ...sorted, NextToken });
        sizes.push(page.Results?.length ?? 0);
        NextToken = page.NextToken;
      } while (NextToken !== undefined);
      return sizes;
    };
    expect(await pagesOf()).toEqual([30, 30, 30]);

    await few.call('DeleteTags', { ResourceArn: componentArn('ranked-40'), TagKeys: ['rank'] });
    expect(await few.findComponents(sorted)).toEqual([...names.filter((name) => name !== 'ranked-40'), 'ranked-40']);

    await few.call('DeleteTrialComponent', { TrialComponentName: 'ranked-40' });
    await few.call('DeleteTrialComponent', { TrialComponentName: 'ranked-41' });
    expect(await pagesOf()).toEqual([30, 30, 28]);
    // One value takes the place of another.
    await few.call('AddTags', { ResourceArn: componentArn('ranked-42'), Tags: [{ Key: 'rank', Value: '99' }] });
    expect(await pagesOf()).toEqual([30, 30, 28]);
    expect(await few.miscounted()).toEqual([]);
  });

  if (dialect === 'sqlite') return;

  it('stays right when two nodes bring in the same resources at once', async () => {
    const nodes = [openSearchWorld(await open('cluster')), openSearchWorld(await open('cluster'))] as const;
    const [first, second] = nodes;
    for (let round = 0; round < 12; round++) {
      const name = `shared-${round % 4}`;
      const Tags = [{ Key: 'round', Value: String(round) }];
      if (round < 4) await first.newComponent(name, { Tags });
      else await first.call('AddTags', { ResourceArn: componentArn(name), Tags });
      const found = await Promise.all(nodes.map((node) => node.findComponents(tagged('round', String(round)))));
      expect(found).toEqual([[name], [name]]);
    }
    expect(await first.miscounted()).toEqual([]);
    await Promise.all(
      [0, 1, 2, 3].map((index) => first.call('DeleteTrialComponent', { TrialComponentName: `shared-${index}` })),
    );
    expect(await Promise.all([first.findComponents({}), second.findComponents({})])).toEqual([[], []]);
    expect(await first.outstanding()).toBe(0);
    expect(await first.miscounted()).toEqual([]);
  });
});
