import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiClient } from '../support/api-client.ts';
import { exampleRequests, makeBucket, makeThings } from '../support/example-input-things.ts';
import { startWholeServer, type WholeServer } from '../support/whole-server.ts';

type Members = Record<string, unknown>;

/** What is refused, beside what the model's own rules refuse: by a limit, or because members do not go together. */
interface Case {
  readonly operation: string;
  readonly change: (request: Members, server: WholeServer) => Members;
  readonly code?: string;
  readonly words: RegExp;
}

const times = <Item>(count: number, item: (index: number) => Item) => Array.from({ length: count }, (_, i) => item(i));
const entries = (count: number, value: unknown) => Object.fromEntries(times(count, (index) => [`k${index}`, value]));
const fail = (index: number) => ({ Name: `Step${index}`, Type: 'Fail', Arguments: { ErrorMessage: 'x' } });
const pipeline =
  (definition: Members) =>
  (request: Members): Members => ({
    ...request,
    PipelineDefinition: JSON.stringify({ Version: '2020-12-01', Steps: [fail(0)], ...definition }),
  });
const s3Input = (InputName: string) => ({
  InputName,
  S3Input: {
    S3Uri: 's3://limits/model.tar.gz',
    LocalPath: `/opt/ml/processing/${InputName}`,
    S3DataType: 'S3Prefix',
    S3InputMode: 'File',
  },
});
const s3Output = (OutputName: string) => ({
  OutputName,
  S3Output: { S3Uri: 's3://limits/out', LocalPath: `/opt/ml/processing/${OutputName}`, S3UploadMode: 'EndOfJob' },
});
const condition = { Type: 'Equals', LeftValue: 1, RightValue: 1 };
const branch = (Conditions: unknown[], IfSteps: unknown[]) => ({
  Steps: [{ Name: 'Choose', Type: 'Condition', Arguments: { Conditions, IfSteps, ElseSteps: [] } }],
});
const channel = (ChannelName: string) => ({
  ChannelName,
  DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: 's3://limits/model.tar.gz' } },
});
const training = (change: (request: Members) => Members, words: RegExp): Case => ({
  operation: 'CreateTrainingJob',
  change: (request) => ({ ...request, ...change(request) }),
  words,
});
const processing = (change: Members, words: RegExp): Case => ({
  operation: 'CreateProcessingJob',
  change: (request) => ({ ...request, ...change }),
  words,
});
const definition = (change: Members, words: RegExp): Case => ({
  operation: 'CreatePipeline',
  change: pipeline(change),
  words,
});

const CREATIONS: Readonly<Record<string, Case>> = {
  'inputs of one name': processing({ ProcessingInputs: [s3Input('a'), s3Input('a')] }, /Duplicate input name: a/),
  'outputs of one name': processing(
    { ProcessingOutputConfig: { Outputs: [s3Output('a'), s3Output('a')] } },
    /Duplicate output name: a/,
  ),
  'a local path outside of /opt/ml/processing': processing(
    {
      ProcessingInputs: [
        { ...s3Input('a'), S3Input: { ...s3Input('a').S3Input, LocalPath: '/opt/ml/processing/../x' } },
      ],
    },
    /must be a path below \/opt\/ml\/processing/,
  ),
  'channels of one name': training(
    () => ({ InputDataConfig: [channel('a'), channel('a')] }),
    /Duplicate channel name: a/,
  ),
  'waiting without spot instances': training(
    () => ({ StoppingCondition: { MaxRuntimeInSeconds: 60, MaxWaitTimeInSeconds: 60 } }),
    /MaxWaitTimeInSeconds can only be set when EnableManagedSpotTraining is true/,
  ),
  'less time to wait than to run': training(
    () => ({
      EnableManagedSpotTraining: true,
      StoppingCondition: { MaxRuntimeInSeconds: 60, MaxWaitTimeInSeconds: 59 },
    }),
    /^Invalid MaxWaitTimeInSeconds. It must be present and be greater than or equal to MaxRuntimeInSeconds/,
  ),
  'a metric without a group': training(
    ({ AlgorithmSpecification }) => ({
      AlgorithmSpecification: {
        ...(AlgorithmSpecification as Members),
        MetricDefinitions: [{ Name: 'loss', Regex: 'loss=.*' }],
      },
    }),
    /needs a group/,
  ),
  'checkpoints where the model lies': training(
    () => ({ CheckpointConfig: { S3Uri: 's3://limits/c', LocalPath: '/opt/ml/model/c' } }),
    /is reserved/,
  ),
  'data that is not there': training(
    () => ({
      InputDataConfig: [
        {
          ChannelName: 'a',
          DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: 's3://limits/nothing' } },
        },
      ],
    }),
    /^No S3 objects found under S3 URL "s3:\/\/limits\/nothing" given in input data source\. Please ensure that the bucket exists in the selected region \(us-west-2\), that objects exist under that S3 prefix, and that the role "arn:aws:iam::123456789012:role\/SagebrushExecutionRole" has "s3:ListBucket" permissions on bucket "limits"\.$/,
  ),
  'fifty-one steps': definition(
    { Steps: times(51, (i) => ({ ...fail(i), Name: `S${i}` })) },
    /^Unable to parse pipeline definition\. .*51 steps; at most 50/,
  ),
  'parameters beyond two hundred': definition(
    { Parameters: times(201, (i) => ({ Name: `P${i}`, Type: 'String', DefaultValue: 'x' })) },
    /^Unable to parse pipeline definition\. .*200/,
  ),
  'seventeen values to choose from': definition(
    { Parameters: [{ Name: 'P', Type: 'String', EnumValues: times(17, (i) => `v${i}`), DefaultValue: 'v1' }] },
    /^Unable to parse pipeline definition\. .*16/,
  ),
  'a default of 2049 characters': definition(
    { Parameters: [{ Name: 'P', Type: 'String', DefaultValue: 'x'.repeat(2049) }] },
    /^Unable to parse pipeline definition\. .*2048/,
  ),
  'metadata beyond twenty pairs': definition(
    { Metadata: entries(21, 'x') },
    /^Unable to parse pipeline definition\. .*20/,
  ),
  'a branch of twenty-one steps': definition(
    branch(
      [condition],
      times(21, (i) => ({ ...fail(i), Name: `S${i}` })),
    ),
    /^Unable to parse pipeline definition\. .*20/,
  ),
  'conditions beyond two hundred': definition(
    branch(
      times(201, () => condition),
      [fail(1)],
    ),
    /^Unable to parse pipeline definition\. .*200/,
  ),
  'a step with a long name': definition(
    { Steps: [{ ...fail(0), Name: 'x'.repeat(65) }] },
    /^Unable to parse pipeline definition\. /,
  ),
  'two variants of one name': {
    operation: 'CreateEndpointConfig',
    change: (request) => ({
      ...request,
      ProductionVariants: times(2, () => (request['ProductionVariants'] as unknown[])[0]),
    }),
    words: /must be unique: all is given twice/,
  },
  'a model that is not there': {
    operation: 'CreateEndpointConfig',
    change: (request) => ({
      ...request,
      ProductionVariants: [{ ...(request['ProductionVariants'] as Members[])[0], ModelName: 'Ghost' }],
    }),
    words: /^Could not find model "arn:aws:sagemaker:us-west-2:123456789012:model\/ghost"\.$/,
  },
  'model data that is not there': {
    operation: 'CreateModel',
    change: ({ PrimaryContainer, ...request }) => ({
      ...request,
      PrimaryContainer: { ...(PrimaryContainer as Members), ModelDataUrl: 's3://limits/nothing.tar.gz' },
    }),
    words:
      /^Could not access model data at s3:\/\/limits\/nothing\.tar\.gz\. Please ensure that the role "arn:aws:iam::\d+:role\/\w+" exists and that its trust relationship policy allows the action "sts:AssumeRole"/,
  },
  'a container of both kinds': {
    operation: 'CreateModel',
    change: ({ PrimaryContainer, ...request }) => ({
      ...request,
      PrimaryContainer: { ...(PrimaryContainer as Members), ModelPackageName: 'Limits' },
    }),
    words: /^Specify one of either Image and Model Data URL or ModelPackageName in container definition\.$/,
  },
  'more instances than the account may have': {
    operation: 'CreateEndpoint',
    change: (request) => ({ ...request, EndpointConfigName: 'Crowd' }),
    code: 'ResourceLimitExceeded',
    words:
      /^The account-level service limit 'ml\.m5\.large for endpoint usage' is \d+ Instances, with current utilization of \d+ Instances and a request delta of 101 Instances\. Please contact AWS support/,
  },
};

/** Of what is there already: an update adds to it by key, and the sum counts. */
const SUMS: readonly (readonly [operation: string, input: (things: Members) => Members, words: RegExp])[] = [
  ['UpdateAction', () => ({ ActionName: 'Limits', Properties: entries(30, 'x') }), /limit of 30/],
  ['UpdateContext', () => ({ ContextName: 'Limits', Properties: entries(30, 'x') }), /limit of 30/],
  ['UpdateArtifact', ({ ArtifactArn }) => ({ ArtifactArn, Properties: entries(30, 'x') }), /limit of 30/],
  [
    'UpdateTrialComponent',
    () => ({ TrialComponentName: 'Limits', Parameters: entries(299, { NumberValue: 1 }) }),
    /301 Parameters, which exceeds the limit of 300/,
  ],
  [
    'UpdateTrialComponent',
    () => ({ TrialComponentName: 'Limits', InputArtifacts: entries(60, { Value: 's3://b/k' }) }),
    /61 InputArtifacts, which exceeds the limit of 60/,
  ],
  [
    'UpdateModelPackage',
    ({ ModelPackageArn }) => ({ ModelPackageArn, CustomerMetadataProperties: entries(50, 'x') }),
    /at most 50/,
  ],
];

describe('What the rules of the model let through', () => {
  let server: WholeServer;
  let client: ApiClient;
  let things: Members;

  beforeAll(async () => {
    server = await startWholeServer();
    client = new ApiClient(server);
    await makeBucket(client, 'limits');
    things = await makeThings(client, server, 'limits', 'Limits');
    const variant = { VariantName: 'all', ModelName: 'Limits', InstanceType: 'ml.m5.large', InitialInstanceCount: 101 };
    await client.ask('sagemaker', 'CreateEndpointConfig', {
      EndpointConfigName: 'Crowd',
      ProductionVariants: [variant],
    });
  });
  afterAll(async () => {
    client.close();
    await server.close();
    expect(server.faults).toEqual([]);
  });

  it.each(Object.entries(CREATIONS))('is refused for %s, and nothing is made', async (_title, one) => {
    const { operation, change, code: wanted = 'ValidationException', words } = one;
    const name = `Refused-${operation.replace('Create', '')}`;
    const request = exampleRequests(server.role, 'limits', name)[operation] ?? {};
    const alone = operation === 'CreateEndpointConfig' ? { ...request, ...ofLimits(request) } : request;
    const { status, code, message } = await client.call('sagemaker', operation, change(alone, server));
    expect([status, code, message]).toEqual([400, wanted, expect.stringMatching(words)]);
    const identity = `${operation.replace('Create', '')}Name`;
    const described = await client.call('sagemaker', operation.replace('Create', 'Describe'), { [identity]: name });
    expect(described.code).toMatch(/^(ValidationException|ResourceNotFound)$/);
  });

  /** Variants of the model that is there. */
  const ofLimits = ({ ProductionVariants }: Members) => ({
    ProductionVariants: (ProductionVariants as Members[]).map((variant) => ({ ...variant, ModelName: 'Limits' })),
  });

  it.each(SUMS)('is refused by %s when the sum is too large, and nothing changes', async (operation, input, words) => {
    const described = async () => {
      const { ActionName, ContextName, ArtifactArn, TrialComponentName, ModelPackageArn } = input(things);
      const identity = { ActionName, ContextName, ArtifactArn, TrialComponentName, ModelPackageName: ModelPackageArn };
      return (await client.call('sagemaker', operation.replace('Update', 'Describe'), identity)).json;
    };
    const before = await described();
    const { code, message } = await client.call('sagemaker', operation, input(things));
    expect([code, message]).toEqual(['ValidationException', expect.stringMatching(words)]);
    expect(await described()).toEqual(before);
  });
});
