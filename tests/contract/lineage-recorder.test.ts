import { beforeAll, expect, it } from 'vitest';
import { randomLowerId } from '../../src/base/ids.ts';
import type { SqlStore } from '../../src/store/sql/sql-store.ts';
import { arnOf, type LineageWorld, openLineageWorld, SCOPE } from '../support/lineage-world.ts';
import { forEachStore } from '../support/stores.ts';

forEachStore('The lineage recorder', (open) => {
  let store: SqlStore;
  let world: LineageWorld;
  beforeAll(async () => {
    store = await open();
    world = openLineageWorld(store, { limits: { action: 0, artifact: 0, context: 0, association: 0 } });
  });

  /** What a training job writes when it ends. */
  const recordJob = (job: string, image: string, model: string) =>
    store.transaction(async (tx) => {
      const name = `${job}-aws-training-job`;
      const arn = arnOf(`experiment-trial-component/${name.toLowerCase()}`);
      const component = { kind: 'foreign', arn, name, type: 'SageMakerTrainingJob' } as const;
      const artifact = (type: string, uri: string) => ({ kind: 'artifact', type, uri }) as const;
      await world.recorder.record(tx, SCOPE, [
        { source: artifact('Image', image), destination: component, type: 'ContributedTo' },
        { source: artifact('DataSet', 's3://b/train'), destination: component, type: 'ContributedTo' },
        { source: component, destination: artifact('Model', model), type: 'Produced' },
      ]);
    });

  it('writes what limits do not hold back and nobody created, and may write it again', async () => {
    const { call } = world;
    const image = `image:${randomLowerId(6)}`;
    const model = `s3://b/${randomLowerId(6)}/model.tar.gz`;
    for (let i = 0; i < 3; i++) await recordJob('Job-1', image, model);
    const [artifact] = (await call('ListArtifacts', { SourceUri: model })).ArtifactSummaries ?? [];
    const { Vertices, Edges } = await call('QueryLineage', {
      StartArns: [artifact?.ArtifactArn ?? ''],
      Direction: 'Ascendants',
    });
    expect(Vertices?.map((vertex) => vertex.Type).sort()).toEqual(['DataSet', 'Image', 'Model', 'TrainingJob']);
    expect(Edges).toHaveLength(3);
    const shown = await call('DescribeArtifact', { ArtifactArn: artifact?.ArtifactArn ?? '' });
    expect(shown.CreatedBy).toBeUndefined();
    expect(shown.LastModifiedBy).toBeUndefined();
    const listed = await call('ListAssociations', { DestinationArn: artifact?.ArtifactArn });
    expect(listed.AssociationSummaries).toMatchObject([{ SourceName: 'Job-1-aws-training-job' }]);
    expect(listed.AssociationSummaries?.[0]?.CreatedBy).toBeUndefined();
    await expect(world.newArtifact()).rejects.toMatchObject({ code: 'ResourceLimitExceeded' });
  });

  it('leaves an artifact that a caller made as it is', async () => {
    const unlimited = openLineageWorld(store);
    const uri = `s3://b/${randomLowerId(8)}`;
    const arn = await unlimited.newArtifact({ Source: { SourceUri: uri }, ArtifactType: 'Mine', ArtifactName: 'mine' });
    const end = await store.transaction((tx) =>
      world.recorder.recordArtifact(tx, SCOPE, { uri, type: 'DataSet', name: 'theirs' }),
    );
    expect(end).toMatchObject({ type: 'Mine', resource: arn.split(':').at(-1) });
    const shown = await unlimited.call('DescribeArtifact', { ArtifactArn: arn });
    expect(shown).toMatchObject({ ArtifactName: 'mine', ArtifactType: 'Mine' });
    expect(shown.CreatedBy).toBeDefined();
  });

  it('brings an action up to date when it is recorded again', async () => {
    const name = `Deploy-${randomLowerId(8)}`;
    const record = (status: 'InProgress' | 'Completed') =>
      store.transaction((tx) =>
        world.recorder.recordAction(tx, SCOPE, {
          name,
          type: 'ModelDeployment',
          source: { SourceUri: 'arn:of-endpoint', SourceType: 'ARN' },
          status,
        }),
      );
    await record('InProgress');
    world.clock.advance(1000);
    const end = await record('Completed');
    expect(end).toMatchObject({ name, type: 'ModelDeployment' });
    const shown = await world.call('DescribeAction', { ActionName: name });
    expect(shown.Status).toBe('Completed');
    expect(shown.LastModifiedTime).toBe((shown.CreationTime ?? 0) + 1);
    const listed = await world.call('ListActions', { ActionType: 'ModelDeployment' });
    expect(listed.ActionSummaries?.[0]).toMatchObject({ ActionName: name, Status: 'Completed' });
  });

  it('records a context once', async () => {
    const name = `Endpoint-${randomLowerId(8)}`;
    const facts = { name, type: 'Endpoint', source: { SourceUri: arnOf('endpoint/e') } };
    for (let i = 0; i < 2; i++) await store.transaction((tx) => world.recorder.recordContext(tx, SCOPE, facts));
    const { ContextSummaries } = await world.call('ListContexts', { SourceUri: arnOf('endpoint/e') });
    expect(ContextSummaries).toHaveLength(1);
  });

  it('writes nothing when the transaction around it fails', async () => {
    const uri = `s3://b/${randomLowerId(8)}`;
    const failing = store.transaction(async (tx) => {
      await world.recorder.recordArtifact(tx, SCOPE, { uri, type: 'DataSet' });
      throw new Error('the job is gone');
    });
    await expect(failing).rejects.toThrow('the job is gone');
    expect((await world.call('ListArtifacts', { SourceUri: uri })).ArtifactSummaries).toEqual([]);
  });

  it('serves many jobs that end at once on the same artifacts in any order', async () => {
    const image = `image:${randomLowerId(6)}`;
    const model = `s3://b/${randomLowerId(6)}/model.tar.gz`;
    const jobs = Array.from({ length: 20 }, (_, i) => `Many-${i}`);
    await Promise.all(jobs.map((job, i) => (i % 2 ? recordJob(job, image, model) : recordJob(job, model, image))));
    const [artifact] = (await world.call('ListArtifacts', { SourceUri: image })).ArtifactSummaries ?? [];
    const found = await world.call('QueryLineage', { StartArns: [artifact?.ArtifactArn ?? ''], MaxDepth: 1 });
    expect(found.Edges).toHaveLength(20);
  });

  it('lets an artifact go, or holds it, when a caller deletes it while a job records it', async () => {
    const unlimited = openLineageWorld(store);
    for (let round = 0; round < 10; round++) {
      const Source = { SourceUri: `s3://b/${randomLowerId(8)}` };
      const ArtifactArn = await unlimited.newArtifact({ Source });
      const [deleted] = await Promise.allSettled([
        unlimited.call('DeleteArtifact', { ArtifactArn }),
        recordJob(`Race-${round}`, Source.SourceUri, `s3://b/${randomLowerId(8)}`),
      ]);
      const shown = await unlimited.call('DescribeArtifact', { ArtifactArn });
      expect(shown.CreatedBy === undefined).toBe(deleted.status === 'fulfilled');
      const { AssociationSummaries } = await unlimited.call('ListAssociations', { SourceArn: ArtifactArn });
      expect(AssociationSummaries).toHaveLength(1);
    }
  });

  it('removes the edges of a trial component that is deleted, and counts what callers had made', async () => {
    const limits = { action: 9, artifact: 9, context: 9, association: 2 };
    const limited = openLineageWorld(await open(), { limits });
    const artifact = await limited.newArtifact();
    const component = limited.newComponent();
    await limited.join(artifact, component);
    await limited.join(component, artifact);
    const other = limited.newComponent();
    await expect(limited.join(artifact, other)).rejects.toMatchObject({ code: 'ResourceLimitExceeded' });
    await limited.store.transaction((tx) => limited.recorder.removeEdges(tx, SCOPE, component));
    expect((await limited.call('ListAssociations', {})).AssociationSummaries).toEqual([]);
    await limited.join(artifact, other);
    await limited.join(other, artifact);
    await expect(limited.join(artifact, component)).rejects.toMatchObject({ code: 'ResourceLimitExceeded' });
  });
});
