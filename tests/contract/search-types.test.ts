import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type {
  Filter,
  SearchExpression,
  SearchRecord,
  SearchRequest,
  SearchResponse,
} from '../../src/api/generated/sagemaker-types.ts';
import { ApiClient } from '../support/api-client.ts';
import { makeBucket, makeThings, type Things } from '../support/example-input-things.ts';
import { createPostgresDatabase, dropPostgresDatabase } from '../support/postgres.ts';
import { startWholeServer, type WholeServer } from '../support/whole-server.ts';

const NAME = 'Searched-Thing';
const TAGS = [{ Key: 'made-by', Value: NAME }];

describe.each(['sqlite', 'postgres'])('Search on a whole server (%s)', (dialect) => {
  let database: string | undefined;
  let server: WholeServer;
  let client: ApiClient;
  let things: Things;

  beforeAll(async () => {
    database = dialect === 'postgres' ? await createPostgresDatabase() : undefined;
    server = await startWholeServer(database);
    client = new ApiClient(server);
    await makeBucket(client, 'searched-bucket');
    things = await makeThings(client, server, 'searched-bucket', NAME);
  });
  afterAll(async () => {
    client.close();
    await server.close();
    if (database) await dropPostgresDatabase(database);
    expect(server.faults).toEqual([]);
  });

  const ask = (operation: string, input: object) => client.ask('sagemaker', operation, { ...input });

  async function search(Resource: SearchRequest['Resource'], SearchExpression: SearchExpression, more = {}) {
    const { Results = [] } = (await ask('Search', { Resource, SearchExpression, ...more })) as SearchResponse;
    return Results;
  }

  /** The one resource that all of the filters hold for. */
  async function theOne<Member extends keyof SearchRecord>(
    Resource: SearchRequest['Resource'],
    member: Member,
    Filters: Filter[],
  ): Promise<NonNullable<SearchRecord[Member]>> {
    const found = await search(Resource, { Filters });
    expect(found.map((record) => Object.keys(record))).toEqual([[member]]);
    return found[0]?.[member] as NonNullable<SearchRecord[Member]>;
  }

  /** Types whose records are what Describe says and the tags. */
  it.each([
    ['Experiment', 'Experiment', 'ExperimentName', 'DescribeExperiment'],
    ['Endpoint', 'Endpoint', 'EndpointName', 'DescribeEndpoint'],
    ['ModelPackageGroup', 'ModelPackageGroup', 'ModelPackageGroupName', 'DescribeModelPackageGroup'],
    ['Pipeline', 'Pipeline', 'PipelineName', 'DescribePipeline'],
    ['FeatureGroup', 'FeatureGroup', 'FeatureGroupName', 'DescribeFeatureGroup'],
    ['Project', 'Project', 'ProjectName', 'DescribeProject'],
    ['TrainingJob', 'TrainingJob', 'TrainingJobName', 'DescribeTrainingJob'],
    ['ExperimentTrial', 'Trial', 'TrialName', 'DescribeTrial'],
    ['ExperimentTrialComponent', 'TrialComponent', 'TrialComponentName', 'DescribeTrialComponent'],
  ] as const)('finds %s by its name and by a tag, as Describe tells it', async (resource, member, name, describe) => {
    await vi.waitFor(async () => {
      const found = await theOne(resource, member, [
        { Name: name, Value: NAME },
        { Name: 'Tags.made-by', Value: NAME },
      ]);
      const described = await ask(describe, { [name]: NAME });
      const shared = Object.entries(described).filter(([key]) => key in found);
      expect(found).toMatchObject({ ...Object.fromEntries(shared), [name]: NAME, Tags: TAGS });
      expect(shared.length).toBeGreaterThan(3);
    });
  });

  it('finds versions of model packages by their group, and what is in their lists', async () => {
    const found = await theOne('ModelPackage', 'ModelPackage', [
      { Name: 'ModelPackageGroupName', Value: NAME },
      { Name: 'ModelPackageVersion', Operator: 'LessThan', Value: '2' },
      { Name: 'ModelApprovalStatus', Operator: 'In', Value: 'Approved,PendingManualApproval' },
      { Name: 'CustomerMetadataProperties.team', Value: 'red' },
      { Name: 'InferenceSpecification.Containers.ModelDataUrl', Operator: 'Contains', Value: 'searched-bucket' },
    ]);
    expect(found).toMatchObject({ ModelPackageArn: things['ModelPackageArn'], ModelPackageVersion: 1 });
  });

  it('finds executions of pipelines by what they ran with', async () => {
    const Filters: Filter[] = [
      { Name: 'PipelineParameters.Name', Value: 'Colour' },
      { Name: 'PipelineParameters.Value', Value: 'green' },
    ];
    const found = await search('PipelineExecution', {
      NestedFilters: [{ NestedPropertyName: 'PipelineParameters', Filters }],
    });
    expect(found[0]?.PipelineExecution).toMatchObject({
      PipelineExecutionArn: things['PipelineExecutionArn'],
      PipelineParameters: expect.arrayContaining([{ Name: 'Colour', Value: 'green' }]),
    });
  });

  it('finds training jobs by hyperparameters, channels and environment', async () => {
    const found = await search('TrainingJob', {
      Filters: [
        { Name: 'HyperParameters.depth', Operator: 'GreaterThanOrEqualTo', Value: '3' },
        { Name: 'Environment.COLOUR', Value: 'blue' },
        { Name: 'ResourceConfig.InstanceCount', Value: '1' },
        { Name: 'CreationTime', Operator: 'GreaterThan', Value: '2020-01-01T00:00:00' },
      ],
      NestedFilters: [
        {
          NestedPropertyName: 'InputDataConfig',
          Filters: [
            { Name: 'InputDataConfig.ChannelName', Value: 'train' },
            { Name: 'InputDataConfig.DataSource.S3DataSource.S3Uri', Operator: 'Contains', Value: 'model.tar.gz' },
          ],
        },
      ],
    });
    expect(found.map(({ TrainingJob }) => TrainingJob?.TrainingJobName)).toEqual([NAME]);
  });

  it('finds feature groups by a feature of theirs', async () => {
    const nested = (type: string): SearchExpression => ({
      NestedFilters: [
        {
          NestedPropertyName: 'FeatureDefinitions',
          Filters: [
            { Name: 'FeatureDefinitions.FeatureName', Value: 'colour' },
            { Name: 'FeatureDefinitions.FeatureType', Value: type },
          ],
        },
      ],
    });
    expect(await search('FeatureGroup', nested('String'))).toHaveLength(1);
    expect(await search('FeatureGroup', nested('Integral'))).toEqual([]);
  });

  it('shows the trials of a component, the components of a trial, and the job behind a component', async () => {
    const parents = [{ TrialName: NAME, ExperimentName: NAME }];
    const component = await theOne('ExperimentTrialComponent', 'TrialComponent', [
      { Name: 'Parents.ExperimentName', Value: NAME },
      { Name: 'Parameters.colour.StringValue', Value: 'blue' },
    ]);
    expect(component).toMatchObject({ TrialComponentName: NAME, Parents: parents });
    const trial = await theOne('ExperimentTrial', 'Trial', [{ Name: 'ExperimentName', Value: NAME }]);
    expect(trial.TrialComponentSummaries?.map((one) => one.TrialComponentName)).toEqual([NAME]);

    await vi.waitFor(async () => {
      const ofJob = await theOne('ExperimentTrialComponent', 'TrialComponent', [
        { Name: 'Source.SourceType', Value: 'SageMakerTrainingJob' },
      ]);
      expect(ofJob.SourceDetail?.TrainingJob).toMatchObject({ TrainingJobName: NAME, HyperParameters: { depth: '3' } });
      expect(ofJob.Parameters).toMatchObject({ depth: { NumberValue: 3 } });
    });
  });

  it('suggests names of hyperparameters and tags', async () => {
    const suggest = async (PropertyNameHint: string) =>
      ask('GetSearchSuggestions', {
        Resource: 'TrainingJob',
        SuggestionQuery: { PropertyNameQuery: { PropertyNameHint } },
      });
    expect(await suggest('hyperparameters.d')).toEqual({
      PropertyNameSuggestions: [{ PropertyName: 'hyperparameters.depth' }],
    });
    expect(await suggest('Tags.made')).toEqual({ PropertyNameSuggestions: [{ PropertyName: 'tags.made-by' }] });
  });

  it('finds a resource no more once it is deleted', async () => {
    await ask('DeleteExperiment', { ExperimentName: await newExperiment('short-lived') });
    expect(await search('Experiment', { Filters: [{ Name: 'ExperimentName', Value: 'short-lived' }] })).toEqual([]);
  });

  async function newExperiment(ExperimentName: string): Promise<string> {
    await ask('CreateExperiment', { ExperimentName });
    const Filters = [{ Name: 'ExperimentName', Value: ExperimentName }];
    expect(await search('Experiment', { Filters })).toHaveLength(1);
    return ExperimentName;
  }

  it('says which types it does not know', async () => {
    const answer = await client.call('sagemaker', 'Search', { Resource: 'HubContent' });
    expect(answer).toMatchObject({ status: 400, code: 'ValidationException' });
    expect(answer.message).toBe('Search is not supported for the resource type HubContent.');
  });
});
