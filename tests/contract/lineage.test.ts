import { beforeAll, expect, it } from 'vitest';
import { randomLowerId } from '../../src/base/ids.ts';
import type { SqlStore } from '../../src/store/sql/sql-store.ts';
import { ACCOUNT, callContext } from '../support/callers.ts';
import { arnOf, type LineageWorld, openLineageWorld } from '../support/lineage-world.ts';
import { forEachStore } from '../support/stores.ts';

const ADMIN = { IamIdentity: { Arn: `arn:aws:iam::${ACCOUNT}:user/admin`, PrincipalId: 'AIDAADMIN' } };
const BOB = callContext({
  principal: { kind: 'user', arn: `arn:aws:iam::${ACCOUNT}:user/bob`, account: ACCOUNT, principalId: 'AIDABOB' },
});
const ELSEWHERE = [callContext({ account: '210987654321' }), callContext({ region: 'eu-west-1' })];

forEachStore('Lineage entities', (open) => {
  let store: SqlStore;
  let world: LineageWorld;
  beforeAll(async () => {
    store = await open();
    world = openLineageWorld(store);
  });

  it('creates an action and describes it by its name in any case, and by its ARN', async () => {
    const { call, clock } = world;
    const ActionName = `Deploy-${randomLowerId(8)}`;
    const request = {
      ActionName,
      ActionType: 'ModelDeployment',
      Source: { SourceUri: 'arn:of-endpoint', SourceType: 'ARN', SourceId: '7' },
      Description: 'first',
      Status: 'InProgress' as const,
      Properties: { a: '1' },
      MetadataProperties: { CommitId: 'c0ffee', Repository: 'r', GeneratedBy: 'g', ProjectId: 'p' },
    };
    const made = await call('CreateAction', { ...request, Tags: [{ Key: 'team', Value: 'ml' }] });
    const ActionArn = arnOf(`action/${ActionName.toLowerCase()}`);
    expect(made).toEqual({ ActionArn });
    const now = clock.nowMs() / 1000;
    for (const name of [ActionName, ActionName.toUpperCase(), ActionArn]) {
      expect(await call('DescribeAction', { ActionName: name })).toEqual({
        ...request,
        ActionArn,
        CreationTime: now,
        CreatedBy: ADMIN,
        LastModifiedTime: now,
        LastModifiedBy: ADMIN,
      });
    }
    expect((await call('ListTags', { ResourceArn: ActionArn })).Tags).toEqual([{ Key: 'team', Value: 'ml' }]);
  });

  it('makes the ARN of an artifact from its source, so that one source is one artifact', async () => {
    const { call } = world;
    const Source = { SourceUri: `s3://bucket/${randomLowerId(8)}` };
    const { ArtifactArn } = await call('CreateArtifact', { Source, ArtifactType: 'DataSet', ArtifactName: 'train' });
    expect(ArtifactArn).toMatch(/:artifact\/[0-9a-f]{32}$/);
    await expect(call('CreateArtifact', { Source, ArtifactType: 'Model' })).rejects.toMatchObject({
      code: 'ValidationException',
      message: expect.stringContaining('already exists'),
    });
    const types = [
      { SourceIdType: 'S3ETag' as const, Value: 'e' },
      { SourceIdType: 'MD5Hash' as const, Value: 'm' },
    ];
    const withIds = await world.newArtifact({ Source: { ...Source, SourceTypes: types } });
    expect(withIds).not.toBe(ArtifactArn);
    await expect(
      call('CreateArtifact', { Source: { ...Source, SourceTypes: types.reverse() }, ArtifactType: 'x' }),
    ).rejects.toMatchObject({ code: 'ValidationException' });
    expect(await call('DescribeArtifact', { ArtifactArn: ArtifactArn ?? '' })).toMatchObject({
      ArtifactName: 'train',
      ArtifactType: 'DataSet',
      Source,
    });
  });

  it('refuses a second action or context of a name, whatever its case', async () => {
    const { call } = world;
    const name = `Same-${randomLowerId(8)}`;
    await world.newAction({ ActionName: name });
    await world.newContext({ ContextName: name });
    const refusal = { code: 'ValidationException', message: expect.stringContaining('already exists') };
    await expect(world.newAction({ ActionName: name.toLowerCase() })).rejects.toMatchObject(refusal);
    await expect(world.newContext({ ContextName: name.toUpperCase() })).rejects.toMatchObject(refusal);
    expect((await call('DescribeContext', { ContextName: name })).ContextName).toBe(name);
  });

  it('gives one of many creators at once the source', async () => {
    const Source = { SourceUri: `s3://race/${randomLowerId(8)}` };
    const results = await Promise.allSettled(Array.from({ length: 8 }, () => world.newArtifact({ Source })));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('merges properties, removes some, and keeps what an update leaves out', async () => {
    const { call, clock } = world;
    const arn = await world.newContext({ Description: 'first', Properties: { a: '1', b: '2' } });
    const ContextName = arn.split('/')[1] ?? '';
    clock.advance(5000);
    await call(
      'UpdateContext',
      { ContextName, Properties: { b: '4', c: '5' }, PropertiesToRemove: ['a', 'absent'] },
      BOB,
    );
    const shown = await call('DescribeContext', { ContextName: arn });
    expect(shown).toMatchObject({ Description: 'first', Properties: { b: '4', c: '5' }, CreatedBy: ADMIN });
    expect(shown.LastModifiedBy?.IamIdentity?.PrincipalId).toBe('AIDABOB');
    expect((shown.LastModifiedTime ?? 0) - (shown.CreationTime ?? 0)).toBe(5);
    await call('UpdateContext', { ContextName, PropertiesToRemove: ['b', 'c'], Description: 'second' });
    const emptied = await call('DescribeContext', { ContextName });
    expect(emptied.Properties).toBeUndefined();
    expect(emptied.Description).toBe('second');
  });

  it('updates the status of an action and the name of an artifact', async () => {
    const { call } = world;
    const action = await world.newAction({ Status: 'InProgress' });
    const ActionName = action.split('/')[1] ?? '';
    expect(await call('UpdateAction', { ActionName, Status: 'Completed' })).toEqual({ ActionArn: action });
    expect((await call('DescribeAction', { ActionName })).Status).toBe('Completed');
    const artifact = await world.newArtifact({ Properties: { k1: 'v1' } });
    const change = { ArtifactName: 'renamed', Properties: { k3: 'v3' }, PropertiesToRemove: ['k1'] };
    expect(await call('UpdateArtifact', { ArtifactArn: artifact, ...change })).toEqual({ ArtifactArn: artifact });
    expect(await call('DescribeArtifact', { ArtifactArn: artifact })).toMatchObject({
      ArtifactName: 'renamed',
      Properties: { k3: 'v3' },
    });
  });

  it('refuses more than 30 properties, also when they come by an update, and changes nothing then', async () => {
    const { call } = world;
    const many = (prefix: string, count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, i) => [`${prefix}${i}`, 'v']));
    await expect(world.newAction({ Properties: many('p', 31) })).rejects.toMatchObject({ code: 'ValidationException' });
    const arn = await world.newArtifact({ Properties: many('p', 20) });
    await expect(
      call('UpdateArtifact', { ArtifactArn: arn, Properties: many('q', 11), ArtifactName: 'new' }),
    ).rejects.toMatchObject({ code: 'ValidationException', message: expect.stringContaining('31 properties') });
    const shown = await call('DescribeArtifact', { ArtifactArn: arn });
    expect(Object.keys(shown.Properties ?? {})).toHaveLength(20);
    expect(shown.ArtifactName).toBeUndefined();
    await call('UpdateArtifact', { ArtifactArn: arn, Properties: many('q', 11), PropertiesToRemove: ['p0'] });
  });

  it('deletes an entity with its tags; an artifact by its ARN or by its source', async () => {
    const { call } = world;
    const action = await world.newAction({ Tags: [{ Key: 'a', Value: 'b' }] });
    const ActionName = action.split('/')[1] ?? '';
    expect(await call('DeleteAction', { ActionName })).toEqual({ ActionArn: action });
    expect((await call('ListTags', { ResourceArn: action })).Tags).toEqual([]);
    await expect(call('DescribeAction', { ActionName })).rejects.toMatchObject({
      code: 'ResourceNotFound',
      message: `Action '${action}' does not exist.`,
    });
    const Source = { SourceUri: `s3://bucket/${randomLowerId(8)}` };
    const artifact = await world.newArtifact({ Source });
    expect(await call('DeleteArtifact', { Source })).toEqual({ ArtifactArn: artifact });
    expect(await world.newArtifact({ Source })).toBe(artifact);
    expect(await call('DeleteArtifact', { ArtifactArn: artifact })).toEqual({ ArtifactArn: artifact });
    for (const input of [{}, { ArtifactArn: artifact, Source }]) {
      await expect(call('DeleteArtifact', input)).rejects.toMatchObject({ code: 'ValidationException' });
    }
  });

  it('answers ResourceNotFound for what is not there, or not in the caller account and region', async () => {
    const { call } = world;
    const arn = await world.newArtifact();
    const name = 'absent';
    const attempts = [
      () => call('DescribeContext', { ContextName: name }),
      () => call('UpdateContext', { ContextName: name }),
      () => call('DeleteContext', { ContextName: name }),
      () => call('UpdateAction', { ActionName: name }),
      () => call('DescribeAction', { ActionName: arnOf('context/absent') }),
      () => call('DeleteArtifact', { Source: { SourceUri: name } }),
      () => call('UpdateArtifact', { ArtifactArn: arn.replace('us-west-2', 'eu-west-1') }),
      ...ELSEWHERE.map((context) => () => call('DescribeArtifact', { ArtifactArn: arn }, context)),
    ];
    for (const attempt of attempts) await expect(attempt()).rejects.toMatchObject({ code: 'ResourceNotFound' });
  });

  it('writes nothing of a create that is refused', async () => {
    const Tags = [{ Key: 'aws:reserved', Value: 'x' }];
    const Source = { SourceUri: `s3://bucket/${randomLowerId(8)}` };
    await expect(world.newArtifact({ Source, Tags })).rejects.toMatchObject({ code: 'ValidationException' });
    await world.newArtifact({ Source });
  });

  it('tells newer clients nothing of members that are unset', async () => {
    const shown = await world.call('DescribeArtifact', { ArtifactArn: await world.newArtifact() });
    expect(JSON.parse(JSON.stringify(shown))).not.toHaveProperty('Properties');
    expect(Object.values(shown)).not.toContain(null);
  });
});

forEachStore('Lineage lists', (open) => {
  it('come newest first, ten to a page, and are filtered by source, type and time', async () => {
    const world = openLineageWorld(await open());
    const { call, clock } = world;
    const arns: string[] = [];
    const beganAt = clock.nowMs() / 1000;
    for (let i = 0; i < 12; i++) {
      clock.advance(1000);
      const Source = { SourceUri: `s3://bucket/${i}` };
      arns.push(await world.newArtifact({ Source, ArtifactType: i % 3 ? 'DataSet' : 'Model', ArtifactName: `n${i}` }));
    }
    const first = await call('ListArtifacts', {});
    expect(first.ArtifactSummaries?.map((artifact) => artifact.ArtifactArn)).toEqual(arns.slice(2).reverse());
    const second = await call('ListArtifacts', { NextToken: first.NextToken });
    expect(second.ArtifactSummaries?.map((artifact) => artifact.ArtifactArn)).toEqual(arns.slice(0, 2).reverse());
    expect(second.NextToken).toBeUndefined();
    const listed = async (input: Parameters<typeof call<'ListArtifacts'>>[1]) =>
      (await call('ListArtifacts', { SortOrder: 'Ascending', ...input })).ArtifactSummaries?.map(
        (artifact) => artifact.ArtifactName,
      );
    expect(await listed({ ArtifactType: 'Model' })).toEqual(['n0', 'n3', 'n6', 'n9']);
    expect(await listed({ SourceUri: 's3://bucket/4' })).toEqual(['n4']);
    expect(await listed({ SourceUri: 's3://bucket/4', ArtifactType: 'Model' })).toEqual([]);
    expect(await listed({ SourceUri: 's3://bucket' })).toEqual([]);
    expect(await listed({ CreatedAfter: beganAt + 9, CreatedBefore: beganAt + 12 })).toEqual(['n9', 'n10']);
    expect(first.ArtifactSummaries?.[0]).toEqual({
      ArtifactArn: arns[11],
      ArtifactName: 'n11',
      ArtifactType: 'DataSet',
      Source: { SourceUri: 's3://bucket/11' },
      CreationTime: beganAt + 12,
      LastModifiedTime: beganAt + 12,
    });
    await expect(call('ListArtifacts', { ArtifactType: 'Model', NextToken: first.NextToken })).rejects.toMatchObject({
      code: 'ValidationException',
    });
    await expect(call('ListContexts', { NextToken: first.NextToken })).rejects.toMatchObject({
      code: 'ValidationException',
    });
    for (const context of ELSEWHERE) {
      expect((await call('ListArtifacts', {}, context)).ArtifactSummaries).toEqual([]);
    }
  });

  it('sort actions and contexts by name without regard to case', async () => {
    const world = openLineageWorld(await open());
    const { call } = world;
    for (const name of ['beta', 'Alpha', 'gamma', 'Delta']) {
      await world.newAction({ ActionName: name, Status: 'Failed' });
      await world.newContext({ ContextName: name });
    }
    const sorted = ['Alpha', 'beta', 'Delta', 'gamma'];
    const actions = await call('ListActions', { SortBy: 'Name', SortOrder: 'Ascending' });
    expect(actions.ActionSummaries?.map((action) => action.ActionName)).toEqual(sorted);
    expect(actions.ActionSummaries?.[0]?.Status).toBe('Failed');
    const contexts = await call('ListContexts', { SortBy: 'Name' });
    expect(contexts.ContextSummaries?.map((context) => context.ContextName)).toEqual([...sorted].reverse());
    expect((await call('ListActions', { ActionType: 'other' })).ActionSummaries).toEqual([]);
    expect((await call('ListContexts', { ContextType: 'Endpoint', SourceUri: 'any' })).ContextSummaries).toHaveLength(
      4,
    );
  });
});

forEachStore('Lineage associations', (open) => {
  let world: LineageWorld;
  beforeAll(async () => {
    world = openLineageWorld(await open());
  });

  it('join two entities once', async () => {
    const { call } = world;
    const ends = { SourceArn: await world.newArtifact(), DestinationArn: await world.newAction() };
    expect(await call('AddAssociation', { ...ends, AssociationType: 'ContributedTo' })).toEqual(ends);
    const again = call('AddAssociation', { ...ends, AssociationType: 'Produced' });
    await expect(again).rejects.toMatchObject({ code: 'ValidationException' });
    await expect(again).rejects.toThrow(/already exists.*must be unique/);
    await world.join(ends.DestinationArn, ends.SourceArn);
  });

  it('join trial components and experiments to lineage entities, never to each other', async () => {
    const { call } = world;
    const artifact = await world.newArtifact();
    const component = world.newComponent();
    const experiment = arnOf('experiment/churn');
    world.foreign.set(experiment, { name: 'Churn', type: 'SageMakerExperiment' });
    await world.join(artifact, component.replace('job-', 'JOB-'), 'ContributedTo');
    await world.join(experiment, artifact, 'AssociatedWith');
    for (const [source, destination] of [
      [component, experiment],
      [experiment, component],
      [component, world.newComponent()],
    ] as const) {
      await expect(world.join(source, destination)).rejects.toMatchObject({
        code: 'ValidationException',
        message: expect.stringContaining('two experiment entities'),
      });
    }
    const { AssociationSummaries } = await call('ListAssociations', { SourceArn: artifact });
    expect(AssociationSummaries).toMatchObject([
      {
        DestinationArn: component,
        DestinationType: 'SageMakerTrainingJob',
        DestinationName: world.foreign.get(component)?.name,
      },
    ]);
  });

  it('refuse ends that are not there, that belong to others, and that are jobs', async () => {
    const artifact = await world.newArtifact();
    for (const absent of ['action/absent', 'experiment-trial-component/absent', 'experiment/absent', 'artifact/x/y']) {
      for (const ends of [
        [artifact, arnOf(absent)],
        [arnOf(absent), artifact],
      ] as const) {
        await expect(world.join(...ends)).rejects.toMatchObject({ code: 'ResourceNotFound' });
      }
    }
    await expect(world.join(artifact, artifact.replace(ACCOUNT, '210987654321'))).rejects.toMatchObject({
      code: 'ResourceNotFound',
    });
    await expect(world.join(arnOf('training-job/a'), artifact)).rejects.toMatchObject({
      code: 'ValidationException',
      message: expect.stringContaining("at 'sourceArn' failed to satisfy constraint"),
    });
    expect((await world.call('ListAssociations', { SourceArn: artifact })).AssociationSummaries).toEqual([]);
  });

  it('keep their ends from being deleted', async () => {
    const { call } = world;
    const source = await world.newArtifact();
    const destination = await world.newContext();
    await world.join(source, destination);
    const refusal = { code: 'ValidationException', message: expect.stringContaining('associations') };
    await expect(call('DeleteArtifact', { ArtifactArn: source })).rejects.toMatchObject(refusal);
    const ContextName = destination.split('/')[1] ?? '';
    await expect(call('DeleteContext', { ContextName })).rejects.toMatchObject(refusal);
    const ends = { SourceArn: source, DestinationArn: destination };
    expect(await call('DeleteAssociation', ends)).toEqual(ends);
    await expect(call('DeleteAssociation', ends)).rejects.toMatchObject({ code: 'ResourceNotFound' });
    await call('DeleteArtifact', { ArtifactArn: source });
    await call('DeleteContext', { ContextName });
  });

  it('never lead to an entity that is deleted at the same moment', async () => {
    for (let round = 0; round < 10; round++) {
      const source = await world.newArtifact();
      const destination = await world.newArtifact();
      const [joined] = await Promise.allSettled([
        world.join(source, destination),
        world.call('DeleteArtifact', { ArtifactArn: destination }),
      ]);
      const left = await Promise.allSettled([world.call('DescribeArtifact', { ArtifactArn: destination })]);
      expect(left[0]?.status).toBe(joined.status);
    }
  });

  it('show the name that an artifact has now, and none where it has none', async () => {
    const { call } = world;
    const named = await world.newArtifact({ ArtifactName: 'old' });
    const nameless = await world.newArtifact({ ArtifactType: 'Model' });
    const action = await world.newAction({ ActionName: `MixedCase-${randomLowerId(6)}` });
    await world.join(named, action, 'ContributedTo');
    await world.join(action, nameless);
    await call('UpdateArtifact', { ArtifactArn: named, ArtifactName: 'new' });
    const [into] = (await call('ListAssociations', { DestinationArn: action })).AssociationSummaries ?? [];
    const [out] = (await call('ListAssociations', { SourceArn: action })).AssociationSummaries ?? [];
    expect(into).toMatchObject({
      SourceArn: named,
      SourceName: 'new',
      SourceType: 'DataSet',
      DestinationType: 'ModelDeployment',
      AssociationType: 'ContributedTo',
      CreatedBy: ADMIN,
    });
    expect(into?.DestinationName).toMatch(/^MixedCase-/);
    expect(out?.DestinationType).toBe('Model');
    expect(out?.DestinationName).toBeUndefined();
    expect(out?.AssociationType).toBeUndefined();
  });

  it('are none for ends of others, or for ends at which nothing begins', async () => {
    const { call } = world;
    const elsewhere = arnOf('artifact/0').replace(ACCOUNT, '210987654321');
    for (const input of [{ SourceArn: elsewhere }, { DestinationArn: elsewhere }, { SourceArn: arnOf('artifact/0') }]) {
      expect(await call('ListAssociations', input)).toMatchObject({ AssociationSummaries: [] });
    }
  });
});

forEachStore('A list of associations', (open) => {
  const SORTS = ['SourceArn', 'DestinationArn', 'SourceType', 'DestinationType', 'CreationTime'] as const;
  let world: LineageWorld;
  beforeAll(async () => {
    world = openLineageWorld(await open());
    const artifacts = [];
    for (const type of ['DataSet', 'Model', 'Image', 'DataSet', 'Model']) {
      artifacts.push(await world.newArtifact({ ArtifactType: type }));
    }
    const contexts = [];
    for (const type of ['Endpoint', 'ModelGroup', 'Endpoint'])
      contexts.push(await world.newContext({ ContextType: type }));
    for (const [i, source] of artifacts.entries()) {
      for (const [j, destination] of contexts.entries()) {
        // Two of each three are created at the same moment.
        if ((i + j) % 3 === 0) world.clock.advance(1000);
        await world.join(source, destination, j % 2 ? 'Produced' : 'AssociatedWith');
      }
    }
  });

  async function all(input: Parameters<typeof world.call<'ListAssociations'>>[1]) {
    const summaries = [];
    let NextToken: string | undefined;
    do {
      const page = await world.call('ListAssociations', { ...input, MaxResults: 4, NextToken });
      expect(page.AssociationSummaries?.length).toBeLessThanOrEqual(4);
      summaries.push(...(page.AssociationSummaries ?? []));
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
    return summaries;
  }
  const pairs = (summaries: Awaited<ReturnType<typeof all>>) =>
    summaries.map((summary) => `${summary.SourceArn} ${summary.DestinationArn}`);

  it('pages through every association once, in each order', async () => {
    const everything = new Set(pairs(await all({})));
    expect(everything.size).toBe(15);
    for (const SortBy of SORTS) {
      for (const SortOrder of ['Ascending', 'Descending'] as const) {
        const listed = await all({ SortBy, SortOrder });
        expect(new Set(pairs(listed)), `${SortBy} ${SortOrder}`).toEqual(everything);
        expect(listed).toHaveLength(15);
        const values = listed.map((summary) => summary[SortBy] ?? '');
        const sorted = [...values].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
        expect(values).toEqual(SortOrder === 'Ascending' ? sorted : sorted.reverse());
      }
    }
  });

  it('is filtered by ends, types and time, in any order', async () => {
    const everything = await all({});
    const [some] = everything;
    const between = { CreatedAfter: everything.at(-1)?.CreationTime ?? 0, CreatedBefore: some?.CreationTime ?? 0 };
    const filters: [Parameters<typeof all>[0], (summary: (typeof everything)[number]) => boolean][] = [
      [{ SourceArn: some?.SourceArn }, (summary) => summary.SourceArn === some?.SourceArn],
      [{ DestinationArn: some?.DestinationArn }, (summary) => summary.DestinationArn === some?.DestinationArn],
      [{ SourceType: 'Model' }, (summary) => summary.SourceType === 'Model'],
      [{ DestinationType: 'ModelGroup' }, (summary) => summary.DestinationType === 'ModelGroup'],
      [{ AssociationType: 'Produced' }, (summary) => summary.AssociationType === 'Produced'],
      [
        { SourceType: 'DataSet', DestinationType: 'Endpoint' },
        (summary) => summary.SourceType === 'DataSet' && summary.DestinationType === 'Endpoint',
      ],
      [between, ({ CreationTime = 0 }) => CreationTime > between.CreatedAfter && CreationTime < between.CreatedBefore],
      [{ SourceType: 'none' }, () => false],
    ];
    for (const [filter, matches] of filters) {
      const expected = new Set(pairs(everything.filter(matches)));
      for (const SortBy of SORTS) {
        expect(new Set(pairs(await all({ ...filter, SortBy })))).toEqual(expected);
      }
    }
  });

  it('refuses the token of another list', async () => {
    const { NextToken } = await world.call('ListAssociations', { MaxResults: 1 });
    for (const input of [{ SourceType: 'Model' }, { SortBy: 'SourceArn' as const }]) {
      await expect(world.call('ListAssociations', { ...input, NextToken })).rejects.toMatchObject({
        code: 'ValidationException',
      });
    }
  });
});

forEachStore('Limits of lineage', (open) => {
  it('hold for what callers create, and give way when something is deleted', async () => {
    const limits = { action: 2, artifact: 3, context: 2, association: 1 };
    const world = openLineageWorld(await open(), { limits });
    const { call } = world;
    const actions = [await world.newAction(), await world.newAction()];
    const refusal = { code: 'ResourceLimitExceeded', message: expect.stringContaining("'Number of actions' is 2") };
    await expect(world.newAction()).rejects.toMatchObject(refusal);
    expect((await call('ListActions', {})).ActionSummaries).toHaveLength(2);
    await world.newContext();
    await world.join(actions[0] ?? '', actions[1] ?? '');
    const artifact = await world.newArtifact();
    await expect(world.join(actions[0] ?? '', artifact)).rejects.toMatchObject({ code: 'ResourceLimitExceeded' });
    await call('DeleteAssociation', { SourceArn: actions[0] ?? '', DestinationArn: actions[1] ?? '' });
    await world.join(actions[0] ?? '', artifact);
    await call('DeleteAction', { ActionName: actions[1]?.split('/')[1] ?? '' });
    await world.newAction();
  });
});
