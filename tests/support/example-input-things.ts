import type { ApiClient } from './api-client.ts';
import { ACCOUNT, REGION } from './callers.ts';
import type { WholeServer } from './whole-server.ts';
import type { Members } from './wire-encoding.ts';

const IMAGE = '246618743249.dkr.ecr.us-west-2.amazonaws.com/sagemaker-scikit-learn:1.2-1-cpu-py3';
const TOKEN = 'a-request-token-of-at-least-32-characters';

/** Names and ARNs of one of everything, by the members of requests that take them. */
export type Things = Readonly<Record<string, string>>;

export async function makeBucket(client: ApiClient, bucket: string): Promise<void> {
  await client.call('s3', 'CreateBucket', {
    Bucket: bucket,
    CreateBucketConfiguration: { LocationConstraint: REGION },
  });
  await client.call('s3', 'PutObject', { Bucket: bucket, Key: 'model.tar.gz', Body: Buffer.from('no archive') });
}

/**
 * Makes one of everything that the server can keep, each named after `name`, with most of the members that such a thing
 * can have. Fails when any of it is refused.
 */
export async function makeThings(
  client: ApiClient,
  { role }: WholeServer,
  bucket: string,
  name: string,
): Promise<Things> {
  const ask = (operation: string, input: Members) => client.ask('sagemaker', operation, input);
  const make = async (operation: string, input: Members) => {
    await ask(operation, { Tags: [{ Key: 'made-by', Value: name }], ...input });
  };
  const s3 = `s3://${bucket}`;
  await make('CreateModel', {
    ModelName: name,
    ExecutionRoleArn: role,
    PrimaryContainer: { Image: IMAGE, ModelDataUrl: `${s3}/model.tar.gz`, Environment: { COLOUR: 'blue' } },
  });
  await make('CreateEndpointConfig', {
    EndpointConfigName: name,
    ProductionVariants: [
      {
        VariantName: 'all',
        ModelName: name,
        InstanceType: 'ml.m5.large',
        InitialInstanceCount: 1,
        InitialVariantWeight: 1,
      },
    ],
  });
  await make('CreateEndpoint', { EndpointName: name, EndpointConfigName: name });
  await make('CreateModelPackageGroup', { ModelPackageGroupName: name, ModelPackageGroupDescription: `of ${name}` });
  await ask('PutModelPackageGroupPolicy', { ModelPackageGroupName: name, ResourcePolicy: policyOf(name) });
  const { ModelPackageArn } = await ask('CreateModelPackage', packageInput(name, s3));
  await make('CreateTrainingJob', trainingInput(name, role, s3));
  await make('CreateProcessingJob', processingInput(name, role, s3));
  await make('CreatePipeline', pipelineInput(name, role));
  const { PipelineExecutionArn } = await ask('StartPipelineExecution', {
    PipelineName: name,
    ClientRequestToken: `${TOKEN}-${name}`,
    PipelineExecutionDisplayName: name,
    PipelineExecutionDescription: `of ${name}`,
    PipelineParameters: [{ Name: 'Colour', Value: 'green' }],
  });
  return {
    ...{ RoleArn: role, ModelName: name, EndpointConfigName: name, EndpointName: name, ModelPackageGroupName: name },
    ...{ ModelPackageName: String(ModelPackageArn), ModelPackageArn: String(ModelPackageArn) },
    ...{ TrainingJobName: name, ProcessingJobName: name, PipelineName: name },
    ...{ PipelineExecutionArn: String(PipelineExecutionArn), ClientRequestToken: TOKEN },
    ResourceArn: `arn:aws:sagemaker:${REGION}:${ACCOUNT}:model/${name.toLowerCase()}`,
  };
}

function policyOf(group: string): string {
  const Resource = `arn:aws:sagemaker:${REGION}:${ACCOUNT}:model-package-group/${group.toLowerCase()}`;
  const Principal = { AWS: 'arn:aws:iam::999999999999:root' };
  const statement = {
    Sid: 'Show',
    Effect: 'Allow',
    Principal,
    Action: 'sagemaker:DescribeModelPackageGroup',
    Resource,
  };
  return JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
}

function packageInput(name: string, s3: string): Members {
  return {
    ModelPackageGroupName: name,
    ModelPackageDescription: `of ${name}`,
    ModelApprovalStatus: 'PendingManualApproval',
    CustomerMetadataProperties: { team: 'red' },
    InferenceSpecification: {
      Containers: [{ Image: IMAGE, ModelDataUrl: `${s3}/model.tar.gz` }],
      SupportedContentTypes: ['text/csv'],
      SupportedResponseMIMETypes: ['text/csv'],
    },
    ModelMetrics: { ModelQuality: { Statistics: { ContentType: 'application/json', S3Uri: `${s3}/quality.json` } } },
  };
}

function trainingInput(name: string, role: string, s3: string): Members {
  return {
    TrainingJobName: name,
    RoleArn: role,
    AlgorithmSpecification: {
      TrainingImage: IMAGE,
      TrainingInputMode: 'File',
      MetricDefinitions: [{ Name: 'loss', Regex: 'loss=([0-9.]+)' }],
    },
    HyperParameters: { depth: '3' },
    InputDataConfig: [
      { ChannelName: 'train', DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: `${s3}/model.tar.gz` } } },
    ],
    OutputDataConfig: { S3OutputPath: `${s3}/out` },
    ResourceConfig: { InstanceType: 'ml.m5.large', InstanceCount: 1, VolumeSizeInGB: 1 },
    StoppingCondition: { MaxRuntimeInSeconds: 60 },
    Environment: { COLOUR: 'blue' },
  };
}

function processingInput(name: string, role: string, s3: string): Members {
  const local = '/opt/ml/processing';
  return {
    ProcessingJobName: name,
    RoleArn: role,
    AppSpecification: { ImageUri: IMAGE, ContainerEntrypoint: ['python3', 'run.py'], ContainerArguments: ['--fast'] },
    ProcessingResources: { ClusterConfig: { InstanceType: 'ml.m5.large', InstanceCount: 1, VolumeSizeInGB: 1 } },
    ProcessingInputs: [
      {
        InputName: 'in',
        S3Input: { S3Uri: `${s3}/model.tar.gz`, LocalPath: `${local}/in`, S3DataType: 'S3Prefix', S3InputMode: 'File' },
      },
    ],
    ProcessingOutputConfig: {
      Outputs: [
        {
          OutputName: 'out',
          S3Output: { S3Uri: `${s3}/out`, LocalPath: `${local}/out`, S3UploadMode: 'EndOfJob' },
        },
      ],
    },
    StoppingCondition: { MaxRuntimeInSeconds: 60 },
    Environment: { COLOUR: 'blue' },
  };
}

/** It fails at once, by its own wish. */
function pipelineInput(name: string, role: string): Members {
  const definition = {
    Version: '2020-12-01',
    Parameters: [
      { Name: 'Colour', Type: 'String', DefaultValue: 'blue' },
      { Name: 'Depth', Type: 'Integer', DefaultValue: 3 },
    ],
    Steps: [{ Name: 'End', Type: 'Fail', Arguments: { ErrorMessage: 'of the test' } }],
  };
  return {
    PipelineName: name,
    PipelineDisplayName: name,
    PipelineDescription: `of ${name}`,
    PipelineDefinition: JSON.stringify(definition),
    RoleArn: role,
    ClientRequestToken: `${TOKEN}-${name}`,
  };
}
