import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ServiceName, serviceModel } from '../../src/api/model.ts';
import { ApiClient } from '../support/api-client.ts';
import { builtOperations } from '../support/built-operations.ts';
import { ACCOUNT, REGION } from '../support/callers.ts';
import { ExampleInputs } from '../support/example-input.ts';
import { startWholeServer, type WholeServer } from '../support/whole-server.ts';

const arn = (resource: string) => `arn:aws:sagemaker:${REGION}:${ACCOUNT}:${resource}`;
const EXECUTION = arn('pipeline/ghost/execution/a1b2c3d4e5f6');
const BUCKET = 'The specified bucket does not exist';
const TOKEN = 'a-request-token-of-at-least-32-characters';
const ROLE = `arn:aws:iam::${ACCOUNT}:role/SagebrushExecutionRole`;

const noModel = ['ValidationException', `Could not find model "${arn('model/ghost')}".`];
const noEndpoint = ['ValidationException', `Could not find endpoint "${arn('endpoint/ghost')}".`];
const noConfig = ['ValidationException', `Could not find endpoint configuration "${arn('endpoint-config/ghost')}".`];
const noGroup = ['ValidationException', `ModelPackageGroup ${arn('model-package-group/ghost')} does not exist.`];
const noPolicyGroup = ['ValidationException', `Cannot find Model Package Group: ${arn('model-package-group/ghost')}`];
const noPackage = ['ValidationException', `ModelPackage ${arn('model-package/ghost/1')} does not exist.`];
const noPipeline = ['ResourceNotFound', `Pipeline '${arn('pipeline/Ghost')}' does not exist.`];
const noExecution = ['ResourceNotFound', `PipelineExecution '${EXECUTION}' does not exist.`];
const noTrainingJob = ['ValidationException', 'Requested resource not found.'];
const noProcessingJob = ['ValidationException', 'Could not find requested job with name: Ghost'];

type Row = readonly [operation: string, input: Record<string, unknown>, error: readonly string[]];

/** What each operation of SageMaker says about a thing that is not there. */
const SAGEMAKER: readonly Row[] = [
  ['DescribeModel', { ModelName: 'Ghost' }, noModel],
  ['DeleteModel', { ModelName: 'Ghost' }, noModel],
  ['DescribeEndpoint', { EndpointName: 'Ghost' }, noEndpoint],
  ['DeleteEndpoint', { EndpointName: 'Ghost' }, noEndpoint],
  ['UpdateEndpoint', { EndpointName: 'Ghost', EndpointConfigName: 'Ghost' }, noEndpoint],
  ['CreateEndpoint', { EndpointName: 'Ghost', EndpointConfigName: 'Ghost' }, noConfig],
  ['DescribeEndpointConfig', { EndpointConfigName: 'Ghost' }, noConfig],
  ['DeleteEndpointConfig', { EndpointConfigName: 'Ghost' }, noConfig],
  ['CreateEndpointConfig', { EndpointConfigName: 'Ghost', ProductionVariants: [variant()] }, noModel],
  ['DescribeModelPackageGroup', { ModelPackageGroupName: 'Ghost' }, noGroup],
  ['DeleteModelPackageGroup', { ModelPackageGroupName: 'Ghost' }, noGroup],
  ['GetModelPackageGroupPolicy', { ModelPackageGroupName: 'Ghost' }, noPolicyGroup],
  ['DeleteModelPackageGroupPolicy', { ModelPackageGroupName: 'Ghost' }, noPolicyGroup],
  ['CreateModelPackage', { ModelPackageGroupName: 'Ghost' }, noGroup],
  ['DescribeModelPackage', { ModelPackageName: arn('model-package/ghost/1') }, noPackage],
  ['DeleteModelPackage', { ModelPackageName: arn('model-package/ghost/1') }, noPackage],
  ['UpdateModelPackage', { ModelPackageArn: arn('model-package/ghost/1'), ModelApprovalStatus: 'Approved' }, noPackage],
  ['DescribePipeline', { PipelineName: 'Ghost' }, noPipeline],
  ['UpdatePipeline', { PipelineName: 'Ghost', PipelineDescription: 'x' }, noPipeline],
  ['DeletePipeline', { PipelineName: 'Ghost', ClientRequestToken: TOKEN }, noPipeline],
  ['StartPipelineExecution', { PipelineName: 'Ghost', ClientRequestToken: TOKEN }, noPipeline],
  ['ListPipelineExecutions', { PipelineName: 'Ghost' }, noPipeline],
  ['DescribePipelineExecution', { PipelineExecutionArn: EXECUTION }, noExecution],
  ['DescribePipelineDefinitionForExecution', { PipelineExecutionArn: EXECUTION }, noExecution],
  ['UpdatePipelineExecution', { PipelineExecutionArn: EXECUTION }, noExecution],
  ['StopPipelineExecution', { PipelineExecutionArn: EXECUTION, ClientRequestToken: TOKEN }, noExecution],
  ['ListPipelineExecutionSteps', { PipelineExecutionArn: EXECUTION }, noExecution],
  ['ListPipelineParametersForExecution', { PipelineExecutionArn: EXECUTION }, noExecution],
  ['DescribeTrainingJob', { TrainingJobName: 'Ghost' }, noTrainingJob],
  ['StopTrainingJob', { TrainingJobName: 'Ghost' }, noTrainingJob],
  ['DescribeProcessingJob', { ProcessingJobName: 'Ghost' }, noProcessingJob],
  ['StopProcessingJob', { ProcessingJobName: 'Ghost' }, noProcessingJob],
];

/** Operations that model ResourceNotFound for what they name, each with its own sentence, and those that model nothing. */
const BY_CODE: readonly (readonly [code: string, operation: string, input: Record<string, unknown>])[] = [
  ...['DescribeExperiment', 'DeleteExperiment', 'UpdateExperiment'].map(
    (operation) => ['ResourceNotFound', operation, { ExperimentName: 'Ghost' }] as const,
  ),
  ...['DescribeTrial', 'DeleteTrial', 'UpdateTrial'].map(
    (operation) => ['ResourceNotFound', operation, { TrialName: 'Ghost' }] as const,
  ),
  ...['DescribeTrialComponent', 'DeleteTrialComponent', 'UpdateTrialComponent'].map(
    (operation) => ['ResourceNotFound', operation, { TrialComponentName: 'Ghost' }] as const,
  ),
  ['ResourceNotFound', 'CreateTrial', { TrialName: 'Ghost', ExperimentName: 'Ghost' }],
  ['ResourceNotFound', 'AssociateTrialComponent', { TrialName: 'Ghost', TrialComponentName: 'Ghost' }],
  ['ResourceNotFound', 'ListTrials', { ExperimentName: 'Ghost' }],
  ...['DescribeAction', 'DeleteAction', 'UpdateAction'].map(
    (operation) => ['ResourceNotFound', operation, { ActionName: 'Ghost' }] as const,
  ),
  ...['DescribeContext', 'DeleteContext', 'UpdateContext'].map(
    (operation) => ['ResourceNotFound', operation, { ContextName: 'Ghost' }] as const,
  ),
  ...['DescribeArtifact', 'DeleteArtifact', 'UpdateArtifact'].map(
    (operation) => ['ResourceNotFound', operation, { ArtifactArn: arn(`artifact/${'0'.repeat(32)}`) }] as const,
  ),
  ['ResourceNotFound', 'AddAssociation', { SourceArn: arn('action/ghost'), DestinationArn: arn('context/ghost') }],
  ['ResourceNotFound', 'DeleteAssociation', { SourceArn: arn('action/ghost'), DestinationArn: arn('context/ghost') }],
  ...['DescribeFeatureGroup', 'DeleteFeatureGroup'].map(
    (operation) => ['ResourceNotFound', operation, { FeatureGroupName: 'Ghost' }] as const,
  ),
  ...['DescribeAlgorithm', 'DeleteAlgorithm'].map(
    (operation) => ['ValidationException', operation, { AlgorithmName: 'Ghost' }] as const,
  ),
  ...['DescribeCodeRepository', 'DeleteCodeRepository', 'UpdateCodeRepository'].map(
    (operation) => ['ValidationException', operation, { CodeRepositoryName: 'Ghost' }] as const,
  ),
];

function variant() {
  return { VariantName: 'all', ModelName: 'Ghost', InstanceType: 'ml.m5.large', InitialInstanceCount: 1 };
}

const noRole = ['NoSuchEntity', 'The role with name Ghost cannot be found.'];
const noUser = ['NoSuchEntity', 'The user with name Ghost cannot be found.'];
const noLogGroup = ['ResourceNotFoundException', 'The specified log group does not exist.'];
const stream = { logGroupName: 'ghost', logStreamName: 'ghost' };

const NEIGHBOURS: readonly (readonly [ServiceName, ...Row])[] = [
  [
    'sagemaker-runtime',
    'InvokeEndpoint',
    { EndpointName: 'Ghost', Body: Buffer.from('x') },
    ['ValidationError', `Endpoint Ghost of account ${ACCOUNT} not found.`],
  ],
  ['iam', 'GetRole', { RoleName: 'Ghost' }, noRole],
  ['iam', 'DeleteRole', { RoleName: 'Ghost' }, noRole],
  ['iam', 'ListRolePolicies', { RoleName: 'Ghost' }, noRole],
  ['iam', 'ListAttachedRolePolicies', { RoleName: 'Ghost' }, noRole],
  ['iam', 'GetRolePolicy', { RoleName: 'Ghost', PolicyName: 'p' }, noRole],
  ['iam', 'GetUser', { UserName: 'Ghost' }, noUser],
  ['iam', 'DeleteUser', { UserName: 'Ghost' }, noUser],
  ['iam', 'ListAccessKeys', { UserName: 'Ghost' }, noUser],
  ['iam', 'CreateAccessKey', { UserName: 'Ghost' }, noUser],
  ['logs', 'DescribeLogStreams', { logGroupName: 'ghost' }, noLogGroup],
  ['logs', 'FilterLogEvents', { logGroupName: 'ghost' }, noLogGroup],
  ['logs', 'GetLogEvents', stream, noLogGroup],
  ['logs', 'CreateLogStream', stream, noLogGroup],
  ['logs', 'PutLogEvents', { ...stream, logEvents: [{ timestamp: Date.now(), message: 'x' }] }, noLogGroup],
  ['s3', 'GetObject', { Bucket: 'ghost', Key: 'k' }, ['NoSuchBucket', BUCKET]],
  ['s3', 'PutObject', { Bucket: 'ghost', Key: 'k', Body: Buffer.from('x') }, ['NoSuchBucket', BUCKET]],
  ['s3', 'DeleteObject', { Bucket: 'ghost', Key: 'k' }, ['NoSuchBucket', BUCKET]],
  ['s3', 'ListObjectsV2', { Bucket: 'ghost' }, ['NoSuchBucket', BUCKET]],
  ['s3', 'ListObjects', { Bucket: 'ghost' }, ['NoSuchBucket', BUCKET]],
  ['s3', 'DeleteBucket', { Bucket: 'ghost' }, ['NoSuchBucket', BUCKET]],
  ['s3', 'GetBucketLocation', { Bucket: 'ghost' }, ['NoSuchBucket', BUCKET]],
  ['s3', 'CreateMultipartUpload', { Bucket: 'ghost', Key: 'k' }, ['NoSuchBucket', BUCKET]],
  ['s3', 'HeadObject', { Bucket: 'ghost', Key: 'k' }, ['404', '']],
  ['s3', 'HeadBucket', { Bucket: 'ghost' }, ['404', '']],
];

describe('A thing that is not there', () => {
  let server: WholeServer;
  let client: ApiClient;

  beforeAll(async () => {
    server = await startWholeServer();
    client = new ApiClient(server);
  });
  afterAll(async () => {
    client.close();
    await server.close();
    expect(server.faults).toEqual([]);
  });

  const refusalOf = async (service: ServiceName, operation: string, input: Record<string, unknown>) => {
    const { code, message } = await client.call(service, operation, input);
    return [code, message];
  };

  it.each(SAGEMAKER)('is not found by %s, in its words', async (operation, input, error) => {
    expect(await refusalOf('sagemaker', operation, input)).toEqual(error);
  });

  it.each(BY_CODE)('gives %s at %s', async (expected, operation, input) => {
    const [code, message] = await refusalOf('sagemaker', operation, input);
    expect(code).toBe(expected);
    expect(message).toMatch(/ghost|0{32}/i);
  });

  it.each(NEIGHBOURS)('is not found by %s %s, in its words', async (service, operation, input, error) => {
    expect(await refusalOf(service, operation, input)).toEqual(error);
  });

  it.each(['AddTags', 'ListTags', 'DeleteTags'])('has no tags, and gets none (%s)', async (operation) => {
    for (const type of ['model', 'endpoint', 'endpoint-config', 'training-job', 'pipeline', 'model-package-group']) {
      const input = { ResourceArn: arn(`${type}/ghost`), Tags: [{ Key: 'k', Value: 'v' }], TagKeys: ['k'] };
      expect((await refusalOf('sagemaker', operation, input))[0], type).toBe('ValidationException');
    }
  });

  it('is told by every Describe, Delete, Stop and Update of SageMaker with an error that clients know', async () => {
    const model = serviceModel('sagemaker');
    // Packages of another account are a question of what it shares.
    const examples = new ExampleInputs(model, { RoleArn: ROLE, ModelPackageArn: arn('model-package/ghost/1') });
    const wrong: string[] = [];
    for (const { operation } of await builtOperations(client, ['sagemaker'])) {
      if (!/^(Describe|Delete|Stop|Update)/.test(operation.name) || operation.name === 'DeleteTags') continue;
      const { status, code, message } = await client.call(
        'sagemaker',
        operation.name,
        examples.minimal(operation.name),
      );
      const modelled = operation.errors.includes('ResourceNotFound') ? ['ResourceNotFound'] : [];
      const isKnown = status === 400 && [...modelled, 'ValidationException'].includes(code ?? '');
      if (!isKnown || message === '') wrong.push(`${operation.name}: ${status} ${code} ${message}`);
    }
    expect(wrong).toEqual([]);
  });
});
