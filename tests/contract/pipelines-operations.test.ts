import { afterAll, beforeAll, expect, it } from 'vitest';
import { ServiceError } from '../../src/base/errors.ts';
import { newUuid, randomLowerId } from '../../src/base/ids.ts';
import { failStep, trainingStep } from '../support/pipeline-steps.ts';
import { openPipelineWorld, type PipelineWorld, ROLE } from '../support/pipeline-world.ts';
import { forEachStore } from '../support/stores.ts';

const definition = (...steps: unknown[]) => JSON.stringify({ Version: '2020-12-01', Steps: steps }, null, 2);

forEachStore('The operations of pipelines', (open) => {
  let world: PipelineWorld;
  beforeAll(async () => {
    world = await openPipelineWorld(await open());
  });
  afterAll(() => world.close());

  const createRequest = (members: Record<string, unknown> = {}) => ({
    PipelineName: `Pipe-${randomLowerId(10)}`,
    PipelineDefinition: definition(failStep('Fail', 'x')),
    RoleArn: ROLE,
    ClientRequestToken: newUuid(),
    ...members,
  });

  it('keep a definition as the very text that was sent, under an ARN in the case of the name', async () => {
    const text = ` ${definition(failStep('Fail', 'zu früh'))}\n`;
    const request = createRequest({ PipelineDefinition: text, PipelineDescription: 'of a test' });
    const { PipelineArn: arn } = await world.call('CreatePipeline', request);
    expect(arn).toBe(`arn:aws:sagemaker:us-west-2:123456789012:pipeline/${request.PipelineName}`);
    const shown = await world.call('DescribePipeline', { PipelineName: request.PipelineName });
    expect(shown).toMatchObject({
      PipelineArn: arn,
      PipelineName: request.PipelineName,
      PipelineDefinition: text,
      PipelineDescription: 'of a test',
      PipelineStatus: 'Active',
      RoleArn: ROLE,
      CreatedBy: { IamIdentity: { Arn: 'arn:aws:iam::123456789012:user/admin' } },
    });
    expect(shown.LastRunTime).toBeUndefined();
    expect(shown.CreationTime).toBe(shown.LastModifiedTime);
    expect((await world.call('DescribePipeline', { PipelineName: arn ?? '' })).PipelineArn).toBe(arn);
  });

  it('refuse a name that is taken, in any letter case, with both sentences that clients look for', async () => {
    const request = createRequest();
    await world.call('CreatePipeline', request);
    const again = createRequest({ PipelineName: request.PipelineName.toUpperCase() });
    const refusal = world.call('CreatePipeline', again);
    await expect(refusal).rejects.toMatchObject({ code: 'ValidationException' });
    await expect(refusal).rejects.toThrow(
      /Pipeline names must be unique within an AWS account and region.*already exists/,
    );
  });

  it('leave nothing of a pipeline that is refused', async () => {
    const bad = createRequest({ PipelineDefinition: definition(trainingStep('A', { DependsOn: ['A'] })) });
    await expect(world.call('CreatePipeline', bad)).rejects.toThrow(/^Unable to parse pipeline definition\. .* cycle/);
    const untaggable = createRequest({ Tags: [{ Key: 'aws:x', Value: '1' }] });
    await expect(world.call('CreatePipeline', untaggable)).rejects.toThrow(/System tags/);
    for (const { PipelineName } of [bad, untaggable]) {
      await expect(world.call('DescribePipeline', { PipelineName })).rejects.toMatchObject({
        code: 'ResourceNotFound',
      });
    }
  });

  it('refuse at once a long definition that the pattern of the API has no end with', async () => {
    const hostile = definition(failStep('Fail', `${'a '.repeat(1000)}\u2028`));
    await expect(world.call('CreatePipeline', createRequest({ PipelineDefinition: hostile }))).rejects.toMatchObject({
      code: 'ValidationException',
    });
  });

  it('answer a repeated request by its token, and refuse another request with that token', async () => {
    const request = createRequest();
    const first = await world.call('CreatePipeline', request);
    expect(await world.call('CreatePipeline', { ...request })).toEqual(first);
    await expect(world.call('CreatePipeline', { ...request, PipelineDescription: 'x' })).rejects.toMatchObject({
      code: 'ConflictException',
    });
    const start = { PipelineName: request.PipelineName, ClientRequestToken: newUuid() };
    const starts = await Promise.all(Array.from({ length: 5 }, () => world.call('StartPipelineExecution', start)));
    expect(new Set(starts.map(({ PipelineExecutionArn }) => PipelineExecutionArn)).size).toBe(1);
    const { PipelineExecutionSummaries: executions } = await world.call('ListPipelineExecutions', {
      PipelineName: request.PipelineName,
    });
    expect(executions).toHaveLength(1);
    const deletion = { PipelineName: request.PipelineName, ClientRequestToken: newUuid() };
    await world.ended(starts[0]?.PipelineExecutionArn ?? '');
    const deleted = await world.call('DeletePipeline', deletion);
    expect(await world.call('DeletePipeline', deletion)).toEqual(deleted);
    await expect(world.call('DeletePipeline', { ...deletion, ClientRequestToken: newUuid() })).rejects.toMatchObject({
      code: 'ResourceNotFound',
    });
  });

  it('read a definition from S3 and say what is wrong with the place', async () => {
    const text = definition(failStep('FromS3', 'x'));
    await world.objects.write(world.bucket, 'definition.json', Buffer.from(text));
    const at = (members: Record<string, unknown>) =>
      createRequest({
        PipelineDefinition: undefined,
        PipelineDefinitionS3Location: { Bucket: world.bucket, ...members },
      });
    const request = at({ ObjectKey: 'definition.json' });
    await world.call('CreatePipeline', request);
    const shown = await world.call('DescribePipeline', { PipelineName: request.PipelineName });
    expect(shown.PipelineDefinition).toBe(text);
    await expect(world.call('CreatePipeline', at({ ObjectKey: 'missing.json' }))).rejects.toThrow(
      /^Unable to read the pipeline definition at s3:\/\/.+\/missing\.json/,
    );
    const { bucket } = await world.objects.buckets.create(`foreign-${newUuid()}`, {
      account: '999999999999',
      region: 'us-west-2',
    });
    await world.objects.write(bucket.name, 'definition.json', Buffer.from(text));
    const foreign = at({ Bucket: bucket.name, ObjectKey: 'definition.json' });
    await expect(world.call('CreatePipeline', foreign)).rejects.toThrow(/definition\.json: Access Denied$/);
    const both = { ...request, PipelineDefinition: text, ClientRequestToken: newUuid() };
    await expect(world.call('CreatePipeline', both)).rejects.toThrow(/Only one of PipelineDefinition and/);
    const neither = createRequest({ PipelineDefinition: undefined });
    await expect(world.call('CreatePipeline', neither)).rejects.toThrow(/must be given/);
  });

  it('read a definition from S3 only for a caller who may read it there', async () => {
    await world.objects.write(world.bucket, 'secret.json', Buffer.from(definition(failStep('FromS3', 'x'))));
    const PipelineDefinitionS3Location = { Bucket: world.bucket, ObjectKey: 'secret.json' };
    const known = createRequest();
    await world.call('CreatePipeline', known);
    const asked: string[] = [];
    world.onS3 = (action, resource, { principal }) => {
      asked.push(`${principal.arn.split('/')[1]} ${action} ${resource}`);
      throw new ServiceError('AccessDenied', 'not yours');
    };
    const request = createRequest({ PipelineDefinition: undefined, PipelineDefinitionS3Location });
    await expect(world.call('CreatePipeline', request)).rejects.toThrow(/secret\.json: not yours$/);
    const update = { PipelineName: known.PipelineName, PipelineDefinitionS3Location };
    await expect(world.call('UpdatePipeline', update)).rejects.toThrow(/secret\.json: not yours$/);
    world.onS3 = () => {};
    expect(new Set(asked)).toEqual(new Set([`admin s3:GetObject arn:aws:s3:::${world.bucket}/secret.json`]));
  });

  it('change what an update gives, keep the rest, and refuse a bad definition without a change', async () => {
    const request = createRequest({ PipelineDescription: 'before', Tags: [{ Key: 'team', Value: 'a' }] });
    const { PipelineArn: arn = '' } = await world.call('CreatePipeline', request);
    const { PipelineName } = request;
    await world.call('UpdatePipeline', { PipelineName, PipelineDisplayName: 'Shown' });
    const bad = { PipelineName, PipelineDefinition: '{}', PipelineDescription: 'after' };
    await expect(world.call('UpdatePipeline', bad)).rejects.toThrow(/Unable to parse/);
    expect(await world.call('DescribePipeline', { PipelineName })).toMatchObject({
      PipelineDisplayName: 'Shown',
      PipelineDescription: 'before',
      PipelineDefinition: request.PipelineDefinition,
    });
    expect((await world.call('ListTags', { ResourceArn: arn })).Tags).toEqual([{ Key: 'team', Value: 'a' }]);
    await expect(world.call('UpdatePipeline', { PipelineName: 'no-such-pipeline' })).rejects.toMatchObject({
      code: 'ResourceNotFound',
    });
  });

  it('list pipelines by prefix and name, a page at a time', async () => {
    const prefix = `L${randomLowerId(6)}`;
    const names = ['c', 'a', 'b'].map((suffix) => `${prefix}-${suffix}`);
    for (const PipelineName of names) await world.call('CreatePipeline', createRequest({ PipelineName }));
    await world.call('CreatePipeline', createRequest({ PipelineName: `x-${prefix}` }));
    const query = { PipelineNamePrefix: prefix, SortBy: 'Name', SortOrder: 'Ascending', MaxResults: 2 } as const;
    const first = await world.call('ListPipelines', query);
    const second = await world.call('ListPipelines', { ...query, NextToken: first.NextToken });
    const listed = [...(first.PipelineSummaries ?? []), ...(second.PipelineSummaries ?? [])];
    expect(listed.map(({ PipelineName }) => PipelineName)).toEqual([...names].sort());
    expect(second.NextToken).toBeUndefined();
    await expect(
      world.call('ListPipelines', { ...query, PipelineNamePrefix: 'other', NextToken: first.NextToken }),
    ).rejects.toMatchObject({ code: 'ValidationException' });
  });

  it('show an execution from its start to its end, with its parameters as text', async () => {
    const request = createRequest({
      PipelineDefinition: JSON.stringify({
        Version: '2020-12-01',
        PipelineExperimentConfig: {
          ExperimentName: { Get: 'Execution.PipelineName' },
          TrialName: { Get: 'Execution.PipelineExecutionId' },
        },
        Parameters: [
          { Name: 'Count', Type: 'Integer', DefaultValue: 2 },
          { Name: 'On', Type: 'Boolean', DefaultValue: false },
        ],
        Steps: [],
      }),
    });
    await world.call('CreatePipeline', request);
    const arn = await world.startExecution(request.PipelineName, {
      PipelineParameters: [{ Name: 'On', Value: 'True' }],
    });
    expect(await world.ended(arn)).toMatchObject({
      PipelineArn: arn.replace(/\/execution\/.*/, ''),
      PipelineExecutionStatus: 'Succeeded',
      PipelineExecutionDisplayName: expect.stringMatching(/^execution-\d{13}$/),
      PipelineExperimentConfig: {
        ExperimentName: request.PipelineName.toLowerCase(),
        TrialName: arn.split('/').at(-1),
      },
    });
    const parameters = await world.call('ListPipelineParametersForExecution', {
      PipelineExecutionArn: arn,
      MaxResults: 1,
    });
    expect(parameters.PipelineParameters).toEqual([{ Name: 'Count', Value: '2' }]);
    const rest = await world.call('ListPipelineParametersForExecution', {
      PipelineExecutionArn: arn,
      MaxResults: 1,
      NextToken: parameters.NextToken,
    });
    expect(rest).toEqual({ PipelineParameters: [{ Name: 'On', Value: 'true' }] });
    const pipeline = await world.call('DescribePipeline', { PipelineName: request.PipelineName });
    const { PipelineExecutionSummaries: executions } = await world.call('ListPipelineExecutions', {
      PipelineName: request.PipelineName,
    });
    expect(executions).toMatchObject([{ PipelineExecutionArn: arn, StartTime: pipeline.LastRunTime }]);
    await world.call('UpdatePipelineExecution', { PipelineExecutionArn: arn, PipelineExecutionDescription: 'kept' });
    const described = await world.call('DescribePipelineExecution', { PipelineExecutionArn: arn });
    expect(described.PipelineExecutionDescription).toBe('kept');
  });

  it.each([
    ['a parameter without a value', [], /Values are required for pipeline parameters without a default value: \[P\]/],
    ['an unknown parameter', [{ Name: 'Q', Value: '1' }], /Undefined pipeline parameter provided: \[Q\]/],
    [
      'a value of another type',
      [{ Name: 'P', Value: 'one' }],
      /Value 'one' of pipeline parameter \[P\] is not of type/,
    ],
  ])('refuse to start with %s, and start nothing', async (_, parameters, message) => {
    const name = await world.create({ Parameters: [{ Name: 'P', Type: 'Integer' }], Steps: [] });
    await expect(world.startExecution(name, { PipelineParameters: parameters })).rejects.toThrow(message);
    const { PipelineExecutionSummaries } = await world.call('ListPipelineExecutions', { PipelineName: name });
    expect(PipelineExecutionSummaries).toEqual([]);
  });

  it('list steps a page at a time, the newest first or last', async () => {
    const name = await world.create({
      Steps: ['A', 'B', 'C'].map((step, index, all) =>
        trainingStep(step, index === 0 ? {} : { DependsOn: [all[index - 1]] }),
      ),
    });
    const arn = await world.startExecution(name);
    await world.ended(arn);
    const page = async (members: Record<string, unknown>) => {
      const { PipelineExecutionSteps: steps = [], NextToken } = await world.call('ListPipelineExecutionSteps', {
        PipelineExecutionArn: arn,
        ...members,
      });
      return { names: steps.map(({ StepName }) => StepName), NextToken };
    };
    expect((await page({})).names).toEqual(['C', 'B', 'A']);
    const first = await page({ SortOrder: 'Ascending', MaxResults: 2 });
    expect(first.names).toEqual(['A', 'B']);
    expect(await page({ SortOrder: 'Ascending', MaxResults: 2, NextToken: first.NextToken })).toEqual({ names: ['C'] });
  });

  it('refuse to delete a pipeline that runs, and delete it with its history afterwards', async () => {
    world.jobs.fate = () => 'hold';
    const name = await world.create({ Steps: [trainingStep('Runs')] });
    const arn = await world.startExecution(name);
    const remove = () => world.call('DeletePipeline', { PipelineName: name, ClientRequestToken: newUuid() });
    await expect(remove()).rejects.toMatchObject({ code: 'ConflictException' });
    await world.stopExecution(arn);
    await world.ended(arn);
    await remove();
    const gone = { code: 'ResourceNotFound' };
    await expect(world.call('DescribePipelineExecution', { PipelineExecutionArn: arn })).rejects.toMatchObject(gone);
    await expect(world.call('ListPipelineExecutionSteps', { PipelineExecutionArn: arn })).rejects.toMatchObject(gone);
    await expect(world.call('ListPipelineExecutions', { PipelineName: name })).rejects.toMatchObject(gone);
    await expect(world.startExecution(name)).rejects.toMatchObject(gone);
  });

  it.each(['PipelineVersionId', 'SelectiveExecutionConfig'])(
    'refuse %s, which they cannot do, in words',
    async (member) => {
      const name = await world.create({ Steps: [] });
      const value = { PipelineVersionId: 1, SelectiveExecutionConfig: { SelectedSteps: [{ StepName: 'A' }] } }[member];
      await expect(world.startExecution(name, { [member]: value })).rejects.toThrow(/not supported/);
    },
  );
});
