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
  await client.call('s3', 'PutObject', { Bucket: bucket, Key: 'template.json', Body: Buffer.from(TEMPLATE) });
}

/** Of a project that is a code repository and nothing else. */
const TEMPLATE = JSON.stringify({
  Parameters: {
    SageMakerProjectName: { Type: 'String' },
    SageMakerProjectId: { Type: 'String' },
    Host: { Type: 'String', Default: 'git.example.test' },
  },
  Resources: {
    Code: {
      Type: 'AWS::SageMaker::CodeRepository',
      Properties: { GitConfig: { RepositoryUrl: { 'Fn::Join': ['/', ['https:/', { Ref: 'Host' }, 'code.git']] } } },
    },
  },
});

/**
 * Requests that make one of everything that the server can keep, each thing named after `name` and with most of the
 * members that such a thing can have; in an order in which all of them are taken.
 */
export function exampleRequests(role: string, bucket: string, name: string): Readonly<Record<string, Members>> {
  const s3 = `s3://${bucket}`;
  const Tags = [{ Key: 'made-by', Value: name }];
  const GitConfig = { RepositoryUrl: 'https://git.example.test/repository.git', Branch: 'main' };
  return {
    CreateModel: {
      ModelName: name,
      ExecutionRoleArn: role,
      PrimaryContainer: { Image: IMAGE, ModelDataUrl: `${s3}/model.tar.gz`, Environment: { COLOUR: 'blue' } },
      Tags,
    },
    CreateEndpointConfig: { EndpointConfigName: name, ProductionVariants: [variantOf(name)], Tags },
    CreateEndpoint: { EndpointName: name, EndpointConfigName: name, Tags },
    CreateModelPackageGroup: { ModelPackageGroupName: name, ModelPackageGroupDescription: `of ${name}`, Tags },
    PutModelPackageGroupPolicy: { ModelPackageGroupName: name, ResourcePolicy: policyOf(name) },
    CreateModelPackage: packageInput(name, s3),
    CreateTrainingJob: { ...trainingInput(name, role, s3), Tags },
    CreateProcessingJob: { ...processingInput(name, role, s3), Tags },
    CreatePipeline: { ...pipelineInput(name, role), Tags },
    StartPipelineExecution: executionInput(name),
    CreateExperiment: { ExperimentName: name, DisplayName: name, Description: `of ${name}`, Tags },
    CreateTrial: { TrialName: name, ExperimentName: name, Tags },
    CreateTrialComponent: componentInput(name, s3),
    AssociateTrialComponent: { TrialName: name, TrialComponentName: name },
    CreateAction: entityInput('Action', name, s3),
    CreateArtifact: entityInput('Artifact', name, s3),
    CreateContext: entityInput('Context', name, s3),
    CreateCodeRepository: { CodeRepositoryName: name, GitConfig, Tags },
    CreateAlgorithm: algorithmInput(name),
    CreateFeatureGroup: featureGroupInput(name),
    CreateProject: projectInput(name, role, bucket),
  };
}

/** Makes one of everything, and fails when any of it is refused. Gives what else operations need to name the things. */
export async function makeThings(
  client: ApiClient,
  { role }: WholeServer,
  bucket: string,
  name: string,
): Promise<Things> {
  const arns: Record<string, string> = {};
  for (const [operation, input] of Object.entries(exampleRequests(role, bucket, name))) {
    const answer = await client.ask('sagemaker', operation, input);
    for (const [member, arn] of Object.entries(answer)) arns[member] = String(arn);
  }
  const ends = { SourceArn: arns['ArtifactArn'] ?? '', DestinationArn: arns['ActionArn'] ?? '' };
  await client.ask('sagemaker', 'AddAssociation', { ...ends, AssociationType: 'ContributedTo' });
  return {
    ...{ RoleArn: role, ModelName: name, EndpointConfigName: name, EndpointName: name, ModelPackageGroupName: name },
    ...{ TrainingJobName: name, ProcessingJobName: name, PipelineName: name, ClientRequestToken: TOKEN },
    ...{ ExperimentName: name, TrialName: name, TrialComponentName: name, ActionName: name, ContextName: name },
    ...{ CodeRepositoryName: name, AlgorithmName: name, FeatureGroupName: name, FeatureName: 'colour' },
    ...{ ProjectName: name },
    ...ends,
    ModelPackageName: arns['ModelPackageArn'] ?? '',
    ModelPackageArn: arns['ModelPackageArn'] ?? '',
    PipelineExecutionArn: arns['PipelineExecutionArn'] ?? '',
    ActionArn: arns['ActionArn'] ?? '',
    ArtifactArn: arns['ArtifactArn'] ?? '',
    ResourceArn: `arn:aws:sagemaker:${REGION}:${ACCOUNT}:model/${name.toLowerCase()}`,
  };
}

const variantOf = (ModelName: string) => ({
  ...{ VariantName: 'all', ModelName, InstanceType: 'ml.m5.large', InitialInstanceCount: 1, InitialVariantWeight: 1 },
});

function projectInput(name: string, role: string, bucket: string): Members {
  const TemplateURL = `https://s3.${REGION}.amazonaws.com/${bucket}/template.json`;
  const Parameters = [{ Key: 'Host', Value: `${name.toLowerCase()}.example.test` }];
  return {
    ProjectName: name,
    ProjectDescription: `of ${name}`,
    TemplateProviders: [{ CfnTemplateProvider: { TemplateName: 'example', TemplateURL, RoleARN: role, Parameters } }],
    Tags: [{ Key: 'made-by', Value: name }],
  };
}

function executionInput(name: string): Members {
  return {
    PipelineName: name,
    ClientRequestToken: `${TOKEN}-${name}`,
    PipelineExecutionDisplayName: name,
    PipelineExecutionDescription: `of ${name}`,
    PipelineParameters: [{ Name: 'Colour', Value: 'green' }],
  };
}

function componentInput(name: string, s3: string): Members {
  return {
    TrialComponentName: name,
    DisplayName: name,
    Status: { PrimaryStatus: 'Completed', Message: 'done' },
    StartTime: 1_700_000_000.5,
    EndTime: 1_700_000_060,
    Parameters: { depth: { NumberValue: 3 }, colour: { StringValue: 'blue' } },
    InputArtifacts: { data: { MediaType: 'text/csv', Value: `${s3}/data.csv` } },
    OutputArtifacts: { model: { Value: `${s3}/model.tar.gz` } },
    MetadataProperties: { CommitId: 'c0ffee' },
    Tags: [{ Key: 'made-by', Value: name }],
  };
}

function entityInput(kind: 'Action' | 'Artifact' | 'Context', name: string, s3: string): Members {
  return {
    [`${kind}Name`]: name,
    [`${kind}Type`]: 'DataSet',
    Source: { SourceUri: `${s3}/${kind}/${name}` },
    Properties: { team: 'red' },
    ...(kind === 'Artifact' ? {} : { Description: `of ${name}` }),
    ...(kind === 'Action' ? { Status: 'InProgress' } : {}),
    Tags: [{ Key: 'made-by', Value: name }],
  };
}

function algorithmInput(name: string): Members {
  return {
    AlgorithmName: name,
    AlgorithmDescription: `of ${name}`,
    TrainingSpecification: {
      TrainingImage: IMAGE,
      SupportedTrainingInstanceTypes: ['ml.m5.large'],
      TrainingChannels: [{ Name: 'train', SupportedContentTypes: ['text/csv'], SupportedInputModes: ['File'] }],
    },
  };
}

function featureGroupInput(name: string): Members {
  return {
    FeatureGroupName: name,
    Description: `of ${name}`,
    RecordIdentifierFeatureName: 'key',
    EventTimeFeatureName: 'time',
    FeatureDefinitions: [
      { FeatureName: 'key', FeatureType: 'String' },
      { FeatureName: 'time', FeatureType: 'String' },
      { FeatureName: 'colour', FeatureType: 'String' },
    ],
    OnlineStoreConfig: { EnableOnlineStore: true },
    Tags: [{ Key: 'made-by', Value: name }],
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
    Steps: [
      {
        Name: 'Choose',
        Type: 'Condition',
        Arguments: {
          Conditions: [{ Type: 'Equals', LeftValue: { Get: 'Parameters.Depth' }, RightValue: 3 }],
          IfSteps: [{ Name: 'End', Type: 'Fail', Arguments: { ErrorMessage: 'of the test' } }],
          ElseSteps: [],
        },
      },
    ],
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
