import { beforeAll, expect, it } from 'vitest';
import type { QueryLineageRequest } from '../../src/api/generated/sagemaker-types.ts';
import { randomLowerId } from '../../src/base/ids.ts';
import type { SqlStore } from '../../src/store/sql/sql-store.ts';
import { ACCOUNT, callContext } from '../support/callers.ts';
import { arnOf, type LineageWorld, openLineageWorld } from '../support/lineage-world.ts';
import { forEachStore } from '../support/stores.ts';

forEachStore('QueryLineage', (open) => {
  let store: SqlStore;
  let world: LineageWorld;
  beforeAll(async () => {
    store = await open();
    world = openLineageWorld(store);
  });

  /** Vertices of a graph written as `a>b b>c`: one artifact a letter, typed by its letter. */
  async function graph(edges: string, types: Record<string, string> = {}) {
    const arns = new Map<string, string>();
    for (const letter of new Set(edges.replaceAll(/[^a-z]/g, ''))) {
      arns.set(letter, await world.newArtifact({ ArtifactType: types[letter] ?? letter, Properties: { letter } }));
    }
    for (const edge of edges.split(' ')) {
      const [from = '', to = ''] = edge.split('>');
      // Edges are followed in the order in which they were made.
      world.clock.advance(1);
      await world.join(arns.get(from) ?? '', arns.get(to) ?? '', 'DerivedFrom');
    }
    const letters = new Map([...arns].map(([letter, arn]) => [arn, letter]));
    const letterOf = (arn: string | undefined) => letters.get(arn ?? '') ?? '?';
    return {
      arn: (letter: string) => arns.get(letter) ?? '',
      async query(start: string, input: Partial<QueryLineageRequest> = {}) {
        const answer = await world.call('QueryLineage', { StartArns: [arns.get(start) ?? ''], ...input });
        const edgeTexts = (answer.Edges ?? []).map((e) => `${letterOf(e.SourceArn)}>${letterOf(e.DestinationArn)}`);
        return {
          vertices: (answer.Vertices ?? []).map((vertex) => letterOf(vertex.Arn)).join(''),
          edges: edgeTexts.sort().join(' '),
          token: answer.NextToken,
          answer,
        };
      },
    };
  }

  it('goes up, down or both ways, with the start first and the nearest next', async () => {
    const { query } = await graph('a>b b>c c>d x>c c>y');
    expect(await query('c', { Direction: 'Descendants' })).toMatchObject({ vertices: 'cdy', edges: 'c>d c>y' });
    const up = await query('c', { Direction: 'Ascendants' });
    expect(up).toMatchObject({ vertices: 'cbxa', edges: 'a>b b>c x>c', token: undefined });
    const both = await query('c', { Direction: 'Both' });
    expect([...both.vertices].sort().join('')).toBe('abcdxy');
    expect(both.edges).toBe('a>b b>c c>d c>y x>c');
    expect((await query('c')).answer).toEqual(both.answer);
  });

  it('finds siblings when it goes both ways from every vertex', async () => {
    const { query } = await graph('i>a i>b a>m b>n');
    expect([...(await query('m')).vertices].sort().join('')).toBe('abimn');
    expect((await query('m', { Direction: 'Ascendants' })).vertices).toBe('mai');
  });

  it('shows every vertex and edge of diamonds, cycles and edges to itself once', async () => {
    const { query } = await graph('a>b a>c b>d c>d d>a d>d');
    for (const Direction of ['Descendants', 'Ascendants', 'Both'] as const) {
      const found = await query('a', { Direction });
      expect([...found.vertices].sort().join(''), Direction).toBe('abcd');
      expect(found.edges, Direction).toBe('a>b a>c b>d c>d d>a d>d');
    }
  });

  it('shows edges there and back', async () => {
    const { query } = await graph('a>b b>a');
    expect(await query('a')).toMatchObject({ vertices: 'ab', edges: 'a>b b>a' });
  });

  it('goes no further than MaxDepth, and ten edges without it', async () => {
    const { query } = await graph('a>b b>c c>d d>e e>f f>g g>h h>i i>j j>k k>l');
    const down = { Direction: 'Descendants' } as const;
    expect(await query('a', { ...down, MaxDepth: 1 })).toMatchObject({ vertices: 'ab', edges: 'a>b' });
    expect((await query('a', { ...down, MaxDepth: 3 })).vertices).toBe('abcd');
    expect((await query('a', down)).vertices).toBe('abcdefghijk');
  });

  it('gives vertices their types, and edges theirs', async () => {
    const { call } = world;
    const data = await world.newArtifact({ ArtifactType: 'DataSet' });
    const component = world.newComponent({ type: 'SageMakerProcessingJob' });
    const action = await world.newAction({ ActionType: 'Approval' });
    const context = await world.newContext({ ContextType: 'ModelGroup' });
    await world.join(data, component, 'ContributedTo');
    await world.join(component, action);
    await world.join(action, context, 'AssociatedWith');
    expect(await call('QueryLineage', { StartArns: [data], Direction: 'Descendants' })).toEqual({
      Vertices: [
        { Arn: data, Type: 'DataSet', LineageType: 'Artifact' },
        { Arn: component, Type: 'ProcessingJob', LineageType: 'TrialComponent' },
        { Arn: action, Type: 'Approval', LineageType: 'Action' },
        { Arn: context, Type: 'ModelGroup', LineageType: 'Context' },
      ],
      Edges: [
        { SourceArn: data, DestinationArn: component, AssociationType: 'ContributedTo' },
        { SourceArn: component, DestinationArn: action },
        { SourceArn: action, DestinationArn: context, AssociationType: 'AssociatedWith' },
      ],
    });
    const fromComponent = await call('QueryLineage', { StartArns: [component], Direction: 'Ascendants' });
    expect(fromComponent.Vertices?.map((vertex) => vertex.Type)).toEqual(['ProcessingJob', 'DataSet']);
  });

  it('walks through experiments, which have no lineage type to show', async () => {
    const experiment = arnOf(`experiment/e-${randomLowerId(6)}`);
    world.foreign.set(experiment, { name: 'E', type: 'SageMakerExperiment' });
    const [upper, lower] = [await world.newArtifact(), await world.newArtifact()];
    await world.join(upper, experiment);
    await world.join(experiment, lower);
    const found = await world.call('QueryLineage', { StartArns: [upper], Direction: 'Descendants' });
    expect(found.Vertices?.map((vertex) => vertex.Arn)).toEqual([upper, lower]);
    expect(found.Edges).toHaveLength(2);
  });

  it('leaves edges out when they are not wanted', async () => {
    const { query } = await graph('a>b b>c');
    const found = await query('a', { IncludeEdges: false });
    expect(found.vertices).toBe('abc');
    expect(found.answer.Edges).toEqual([]);
  });

  it('shows what filters choose, the start too, and walks through what they leave out', async () => {
    const types = { a: 'DataSet', b: 'x', c: 'Model', d: 'x', e: 'DataSet' };
    const { query } = await graph('a>b b>c c>d d>e', types);
    const down = { Direction: 'Descendants' } as const;
    const filtered = async (Filters: QueryLineageRequest['Filters']) =>
      (await query('a', { ...down, Filters })).vertices;
    expect(await filtered({ Types: ['DataSet'] })).toBe('ae');
    expect(await filtered({ Types: ['Model', 'DataSet'] })).toBe('ace');
    expect(await filtered({ LineageTypes: ['Artifact'], Types: ['Model'] })).toBe('c');
    expect(await filtered({ LineageTypes: ['Context', 'Action'] })).toBe('');
    expect(await filtered({ Types: [], LineageTypes: [], Properties: {} })).toBe('abcde');
    expect(await filtered({ Properties: { letter: 'e', other: 'x' } })).toBe('e');
    expect(await filtered({ Properties: { letter: 'b', constructor: 'c' } })).toBe('b');
    const model = await query('a', { ...down, Filters: { Types: ['Model'] } });
    expect(model.edges).toBe('a>b b>c c>d d>e');
  });

  it('filters by the times of creation and change, of trial components too', async () => {
    const { clock, call } = world;
    const seconds = () => clock.nowMs() / 1000;
    const early = await world.newArtifact();
    clock.advance(10_000);
    const middle = seconds();
    const componentMs = { creationMs: clock.nowMs(), modifiedMs: clock.nowMs() + 60_000 };
    const component = world.newComponent(componentMs);
    const timeless = world.newComponent();
    clock.advance(10_000);
    const late = await world.newArtifact();
    await world.join(early, component);
    await world.join(component, late);
    await world.join(timeless, late);
    clock.advance(10_000);
    await call('UpdateArtifact', { ArtifactArn: early, ArtifactName: 'n' });
    const filtered = async (Filters: QueryLineageRequest['Filters']) => {
      const found = await call('QueryLineage', { StartArns: [early], Filters });
      return found.Vertices?.map((vertex) => vertex.Arn);
    };
    expect(await filtered({ CreatedBefore: middle })).toEqual([early]);
    expect(await filtered({ CreatedAfter: middle })).toEqual([late]);
    expect(await filtered({ CreatedAfter: middle - 1, CreatedBefore: middle + 1 })).toEqual([component]);
    expect(await filtered({ ModifiedAfter: middle + 11 })).toEqual([early, component]);
    expect(await filtered({ ModifiedBefore: middle + 11 })).toEqual([late]);
    expect(await filtered({ LineageTypes: ['TrialComponent'] })).toEqual([component, timeless]);
  });

  it('pages by MaxResults, without a token when what is left fits', async () => {
    const { query } = await graph('a>b a>c b>d c>d d>e a>e');
    const input = { Direction: 'Descendants', MaxResults: 2 } as const;
    let page = await query('a', input);
    const pages = [page];
    while (page.token !== undefined) {
      page = await query('a', { ...input, NextToken: page.token });
      pages.push(page);
    }
    expect(pages.map(({ vertices }) => vertices).join('|')).toBe('ab|ce|d');
    const edges = pages.flatMap((one) => one.edges.split(' ').filter(Boolean));
    expect(edges.sort().join(' ')).toBe('a>b a>c a>e b>d c>d d>e');
    expect((await query('a', { ...input, MaxResults: 5 })).token).toBeUndefined();
    expect((await query('a', { ...input, MaxResults: 4 })).vertices).toBe('abce');
  });

  it('gives the same page for the same token, also after the next page', async () => {
    const { query } = await graph('a>b a>c a>d a>e b>f c>g d>h');
    const input = { Direction: 'Descendants', MaxResults: 2 } as const;
    const first = await query('a', input);
    const second = await query('a', { ...input, NextToken: first.token });
    const third = await query('a', { ...input, NextToken: second.token });
    expect((await query('a', { ...input, NextToken: first.token })).answer).toEqual(second.answer);
    expect((await query('a', { ...input, NextToken: second.token })).answer).toEqual(third.answer);
    // MaxResults may change from page to page.
    expect((await query('a', { ...input, MaxResults: 50, NextToken: first.token })).vertices).toBe('cdefgh');
  });

  it('refuses tokens of other queries, other callers and long ago', async () => {
    const { arn, query } = await graph('a>b b>c');
    const { token: NextToken } = await query('a', { MaxResults: 1 });
    const input = { StartArns: [arn('a')], MaxResults: 1, NextToken };
    const attempts = [
      () => query('b', { MaxResults: 1, NextToken }),
      () => query('a', { MaxDepth: 2, NextToken }),
      () => query('a', { Filters: { Types: ['a'] }, NextToken }),
      () => query('a', { NextToken: `${NextToken?.slice(0, -2)}AA` }),
      () => world.call('QueryLineage', input, callContext({ account: '210987654321' })),
    ];
    for (const attempt of attempts) await expect(attempt()).rejects.toMatchObject({ code: 'ValidationException' });
    await query('a', { MaxResults: 1, NextToken });
    world.clock.advance(3_600_001);
    await expect(query('a', { MaxResults: 1, NextToken })).rejects.toThrow('expired');
  });

  it('clears away what the pages of old queries had kept', async () => {
    const { query } = await graph('a>b b>c c>d');
    const kept = async () =>
      (
        await store.reader
          .withTables<{ lineage_walk_vertices: { walk_id: string } }>()
          .selectFrom('lineage_walk_vertices')
          .select('walk_id')
          .distinct()
          .execute()
      ).length;
    await query('a', { MaxResults: 1 });
    world.clock.advance(3_600_001);
    await query('a', { MaxResults: 2 });
    expect(await kept()).toBe(1);
  });

  it('refuses a start that is missing, absent or elsewhere, and bounds out of range', async () => {
    const { call } = world;
    const here = await world.newArtifact();
    const absent = [
      arnOf('artifact/0123'),
      arnOf('experiment-trial-component/absent'),
      here.replace(ACCOUNT, '210987654321'),
    ];
    for (const arn of absent) {
      await expect(call('QueryLineage', { StartArns: [arn] })).rejects.toMatchObject({ code: 'ResourceNotFound' });
    }
    const wrong: QueryLineageRequest[] = [
      {},
      { StartArns: [] },
      { StartArns: [here, here] },
      { StartArns: [arnOf('training-job/a')] },
      { StartArns: [here], MaxDepth: 0 },
      { StartArns: [here], MaxDepth: 11 },
      { StartArns: [here], MaxResults: 0 },
      { StartArns: [here], MaxResults: 51 },
      { StartArns: [here], Filters: { Types: ['1', '2', '3', '4', '5', '6'] } },
    ];
    for (const input of wrong) {
      await expect(call('QueryLineage', input)).rejects.toMatchObject({ code: 'ValidationException' });
    }
    expect((await call('QueryLineage', { StartArns: [here] })).Vertices).toHaveLength(1);
  });

  it('does not see the graphs of other accounts and regions', async () => {
    const uri = { Source: { SourceUri: `s3://bucket/${randomLowerId(8)}` }, ArtifactType: 'DataSet' };
    const other = { Source: { SourceUri: `s3://bucket/${randomLowerId(8)}` }, ArtifactType: 'DataSet' };
    for (const context of [callContext({ account: '210987654321' }), callContext({ region: 'eu-west-1' })]) {
      const { ArtifactArn: SourceArn = '' } = await world.call('CreateArtifact', uri, context);
      const { ArtifactArn: DestinationArn = '' } = await world.call('CreateArtifact', other, context);
      await world.call('AddAssociation', { SourceArn, DestinationArn }, context);
    }
    const { ArtifactArn: here = '' } = await world.call('CreateArtifact', uri);
    expect(await world.call('QueryLineage', { StartArns: [here] })).toMatchObject({
      Vertices: [{ Arn: here }],
      Edges: [],
    });
  });
});
