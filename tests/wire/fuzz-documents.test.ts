import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { ServiceName } from '../../src/api/model.ts';
import { ApiClient } from '../support/api-client.ts';
import { bentJson } from '../support/bent-json.ts';
import { ACCOUNT, REGION } from '../support/callers.ts';
import { Dice } from '../support/dice.ts';
import { exampleRequests, makeBucket } from '../support/example-input-things.ts';
import { fuzzSettings } from '../support/fuzz-settings.ts';
import { conditionStep, failStep, processingStep, registerStep, trainingStep } from '../support/pipeline-steps.ts';
import { startWholeServer, type WholeServer } from '../support/whole-server.ts';

const TOKEN = 'a-request-token-of-at-least-32-characters';
const get = (path: string) => ({ Get: path });
const join = (...Values: unknown[]) => ({ 'Std:Join': { On: '/', Values } });

/** What stands in the place of something else in a definition. */
const EXPRESSIONS: readonly unknown[] = [
  ...[
    null,
    true,
    0,
    -1,
    1e308,
    '',
    'x',
    [],
    {},
    [[]],
    [null],
    { Get: 7 },
    { Get: '' },
    { Get: 'Steps' },
    { Get: 'Steps.' },
  ],
  ...[
    'Parameters.Colour',
    'Parameters.__proto__',
    'Parameters.constructor',
    'Execution.StartDateTime',
    'Execution.x',
  ].map(get),
  ...['Steps.Choose.Outcome', 'Steps.Make.ModelName', 'Steps.Make.constructor.name', 'Steps.Make.Containers[99]'].map(
    get,
  ),
  ...["Steps.Make.PrimaryContainer.Environment['COLOUR']", 'Steps.Train.HyperParameters.depth', 'Steps.Ghost.x'].map(
    get,
  ),
  ...[
    'Steps.Make',
    'Steps.Make.',
    'Steps.Make..x',
    "Steps.Make['",
    'Steps.Make[0][0]',
    'Steps.Train.ModelArtifacts',
  ].map(get),
  ...[join(), join(get('Parameters.Depth'), true, 1.5, null), join(join(join(get('Execution.PipelineArn'))))],
  { 'Std:Join': { On: 7, Values: 'x' } },
  { 'Std:Join': { Values: ['x'] } },
  { 'Std:JsonGet': { PropertyFile: get('Steps.Clean.PropertyFiles.Report'), Path: 'a.b[0]' } },
  { 'Std:JsonGet': { S3Uri: 's3://documents/model.tar.gz', Path: 'a' } },
  { 'Std:JsonGet': { PropertyFile: get('Steps.Clean.PropertyFiles.Ghost'), Path: '' } },
  { 'Std:Unknown': 1 },
  { Get: 'Parameters.Colour', Extra: 1 },
  { Type: 'Not', Condition: { Type: 'In', QueryValue: get('Parameters.Colour'), Values: ['blue', 7] } },
  { Type: 'Or', Conditions: [] },
  ...[
    'Fail',
    'Condition',
    'Model',
    'Training',
    'Lambda',
    'Choose',
    'Make',
    'Last',
    '2020-12-01',
    'P30D',
    'PT0S',
    '1e9',
  ],
];

const definition = (role: string) => ({
  Version: '2020-12-01',
  Metadata: {},
  PipelineExperimentConfig: {
    ExperimentName: get('Execution.PipelineName'),
    TrialName: get('Execution.PipelineExecutionId'),
  },
  Parameters: [
    { Name: 'Colour', Type: 'String', DefaultValue: 'blue', EnumValues: ['blue', 'green'] },
    { Name: 'Depth', Type: 'Integer', DefaultValue: 3 },
    { Name: 'Rate', Type: 'Float', DefaultValue: 0.5 },
    { Name: 'On', Type: 'Boolean', DefaultValue: true },
  ],
  Steps: [
    conditionStep(
      'Choose',
      [
        { Type: 'Equals', LeftValue: get('Parameters.Colour'), RightValue: 'blue' },
        { Type: 'GreaterThan', LeftValue: get('Parameters.Depth'), RightValue: get('Parameters.Rate') },
        { Type: 'In', QueryValue: get('Parameters.Colour'), Values: ['blue', get('Parameters.Colour')] },
        { Type: 'Or', Conditions: [{ Type: 'Not', Condition: { Type: 'Equals', LeftValue: 1, RightValue: 2 } }] },
      ],
      [
        {
          Name: 'Make',
          Type: 'Model',
          Arguments: {
            ExecutionRoleArn: role,
            PrimaryContainer: {
              Image: 'x.dkr.ecr.us-west-2.amazonaws.com/sagemaker-scikit-learn:1.2-1-cpu-py3',
              ModelDataUrl: 's3://documents/model.tar.gz',
              Environment: { COLOUR: get('Parameters.Colour'), PATH_TO: join('s3:', get('Execution.PipelineName')) },
            },
          },
        },
        registerStep('Register', 'documents', join('s3://documents', 'model.tar.gz')),
      ],
      [failStep('Stop', join('Depth is', get('Parameters.Depth')))],
    ),
    trainingStep(
      'Train',
      {
        DependsOn: ['Choose'],
        CacheConfig: { Enabled: true, ExpireAfter: 'P30D' },
        RetryPolicies: [{ ExceptionType: ['Step.SERVICE_FAULT'], IntervalSeconds: 1, BackoffRate: 2, MaxAttempts: 2 }],
      },
      { RoleArn: role, HyperParameters: { depth: get('Parameters.Depth') } },
    ),
    processingStep(
      'Clean',
      { PropertyFiles: [{ PropertyFileName: 'Report', OutputName: 'out', FilePath: 'report.json' }] },
      {
        RoleArn: role,
        ProcessingOutputConfig: {
          Outputs: [
            {
              OutputName: 'out',
              S3Output: { S3Uri: 's3://documents/out', LocalPath: '/opt/ml/processing/out', S3UploadMode: 'EndOfJob' },
            },
          ],
        },
      },
    ),
    failStep('Last', join('made', get('Steps.Make.ModelName')), { DependsOn: ['Register'] }),
  ],
});

describe('Documents inside of calls', () => {
  let server: WholeServer;
  let client: ApiClient;

  beforeAll(async () => {
    server = await startWholeServer();
    client = new ApiClient(server);
    await makeBucket(client, 'documents');
    const requests = exampleRequests(server.role, 'documents', 'documents');
    await client.ask('sagemaker', 'CreateModelPackageGroup', requests['CreateModelPackageGroup'] ?? {});
  });
  afterAll(async () => {
    client.close();
    await server.close();
  });

  const callFor = async (service: ServiceName, operation: string, input: Record<string, unknown>) => {
    const answer = await client.call(service, operation, input);
    const fault = server.faults.shift();
    const what = `${operation} ${JSON.stringify(input)}`;
    if (fault) throw new Error(`${what} gave ${answer.status}`, { cause: Reflect.get(fault, 'err') ?? fault });
    expect(answer.status, what).toBeLessThan(500);
    return answer;
  };

  it('that are definitions of pipelines are refused, or run to an end', async () => {
    const started = new Map<string, string>();
    const whole = { PipelineName: 'Whole', ClientRequestToken: TOKEN, RoleArn: server.role };
    await client.ask('sagemaker', 'CreatePipeline', {
      ...whole,
      PipelineDefinition: JSON.stringify(definition(server.role)),
    });
    let pipelines = 0;
    const property = fc.asyncProperty(fc.noBias(fc.integer()), async (seed) => {
      const dice = new Dice(seed);
      const bent = bentJson(dice, definition(server.role), EXPRESSIONS, dice.under(4));
      const PipelineName = `Bent-${pipelines++}`;
      const PipelineDefinition = JSON.stringify(bent);
      const named = { PipelineName, ClientRequestToken: TOKEN + pipelines };
      const made = await callFor('sagemaker', 'CreatePipeline', { ...named, PipelineDefinition, RoleArn: server.role });
      if (made.code !== undefined) {
        expect(made.code, made.message).toBe('ValidationException');
        return;
      }
      if (started.size >= 40) return;
      const PipelineParameters = dice.oneIn(3) ? [{ Name: 'Colour', Value: dice.of(['green', 'red', '']) }] : [];
      const run = await callFor('sagemaker', 'StartPipelineExecution', { ...named, PipelineParameters });
      const { PipelineExecutionArn } = (run.json ?? {}) as { PipelineExecutionArn?: string };
      if (PipelineExecutionArn !== undefined) started.set(PipelineExecutionArn, PipelineDefinition);
    });
    await fc.assert(property, fuzzSettings('definitions', 6));
    await allEnd(started);
    expect(server.faults).toEqual([]);
  }, 240_000);

  /** Failed or not: none may hang. */
  async function allEnd(started: ReadonlyMap<string, string>): Promise<void> {
    for (const [PipelineExecutionArn, text] of started) {
      await vi.waitFor(
        async () => {
          const shown = await callFor('sagemaker', 'DescribePipelineExecution', { PipelineExecutionArn });
          const { PipelineExecutionStatus } = shown.json as { PipelineExecutionStatus: string };
          expect(PipelineExecutionStatus, text).toMatch(/Failed|Succeeded/);
        },
        { timeout: 60_000, interval: 100 },
      );
      await callFor('sagemaker', 'ListPipelineExecutionSteps', { PipelineExecutionArn });
    }
  }

  it('that are policies are refused, or kept as they are', async () => {
    const requests = exampleRequests(server.role, 'documents', 'documents');
    const { ResourcePolicy } = requests['PutModelPackageGroupPolicy'] as { ResourcePolicy: string };
    await client.call('iam', 'CreateRole', { RoleName: 'Bent', AssumeRolePolicyDocument: JSON.stringify(TRUST) });
    const property = fc.asyncProperty(fc.noBias(fc.integer()), async (seed) => {
      const dice = new Dice(seed);
      const bent = (document: unknown) => JSON.stringify(bentJson(dice, document, POLICY_PARTS, dice.under(4)));
      const role = { RoleName: 'Bent', PolicyName: 'bent' };
      await callFor('iam', 'UpdateAssumeRolePolicy', { ...role, PolicyDocument: bent(TRUST) });
      await callFor('sts', 'AssumeRole', { RoleArn: `arn:aws:iam::${ACCOUNT}:role/Bent`, RoleSessionName: 'bent' });
      const PolicyDocument = bent(RIGHTS);
      const put = await callFor('iam', 'PutRolePolicy', { ...role, PolicyDocument });
      const shown = await callFor('iam', 'GetRolePolicy', role);
      if (put.code === undefined)
        expect(shown.body.toString()).toContain(encodeURIComponent(PolicyDocument).slice(0, 20));
      const simulated = { PolicySourceArn: `arn:aws:iam::${ACCOUNT}:role/Bent`, ActionNames: ['s3:GetObject'] };
      await callFor('iam', 'SimulatePrincipalPolicy', simulated);
      const group = { ModelPackageGroupName: 'documents' };
      const policy = bent(JSON.parse(ResourcePolicy));
      const kept = await callFor('sagemaker', 'PutModelPackageGroupPolicy', { ...group, ResourcePolicy: policy });
      if (kept.code !== undefined) return;
      const { json } = await callFor('sagemaker', 'GetModelPackageGroupPolicy', group);
      expect(json).toEqual({ ResourcePolicy: policy });
    });
    await fc.assert(property, fuzzSettings('policies', 4));
  }, 120_000);
});

const TRUST = {
  Version: '2012-10-17',
  Statement: [
    { Sid: 'A', Effect: 'Allow', Principal: { Service: ['sagemaker.amazonaws.com'] }, Action: 'sts:AssumeRole' },
    { Effect: 'Deny', Principal: { AWS: [ACCOUNT] }, Action: ['sts:*'], Condition: { Bool: { 'aws:x': 'true' } } },
  ],
};

const RIGHTS = {
  Version: '2012-10-17',
  Id: 'rights',
  Statement: [
    { Effect: 'Allow', Action: ['s3:Get*', 's3:List?ucket'], Resource: ['arn:aws:s3:::documents/*', '*'] },
    {
      Effect: 'Deny',
      NotAction: 'sagemaker:*',
      NotResource: `arn:aws:s3:${REGION}::x`,
      Condition: { StringLike: { a: ['*'] } },
    },
  ],
};

const POLICY_PARTS: readonly unknown[] = [
  ...[
    null,
    true,
    0,
    7,
    '',
    '*',
    '?',
    'x',
    [],
    {},
    [[]],
    [null],
    { '': {} },
    'Allow',
    'Deny',
    '2008-10-17',
    '2012-10-17',
  ],
  ...[
    { AWS: '*' },
    { AWS: [7] },
    { Federated: 'x' },
    { AWS: `arn:aws:iam::${ACCOUNT}:root` },
    's3:',
    ':*',
    '*:*',
    'a:b:c',
  ],
  ...[
    'arn:',
    'arn:aws:s3:::',
    `${'*a'.repeat(300)}b`,
    '${' + 'aws:username}',
    { StringEquals: 'x' },
    { NoSuchOperator: { a: 'b' } },
  ],
];
