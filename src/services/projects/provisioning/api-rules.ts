import type { JsonObject } from '../../../base/json.ts';

/** A type of resource that the API makes, describes and deletes under one noun, such as CreateModel and DescribeModel. */
export interface ApiRules {
  readonly type: string;
  readonly noun: string;
  readonly nameLengthMax: number;
  readonly properties: readonly string[];
  readonly required: readonly string[];
  /** What `Ref` gives, and `Fn::GetAtt` by attribute: members of the Describe operation's answer. */
  readonly reference: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** The members of the Create request where they are not the properties themselves. */
  readonly input?: (properties: JsonObject) => JsonObject;
  /** What an Update operation can change, by property. Absent: nothing but by making it anew. */
  readonly updatable?: readonly string[];
  /** For what takes time: the member that tells how far it is, and its values for done and failed. */
  readonly progress?: {
    readonly member: string;
    readonly done: readonly string[];
    readonly failed: readonly string[];
    /** A property that the description shows as wanted once a change has worked; else the change was undone. */
    readonly echo?: string;
  };
}

export const API_RULES: readonly ApiRules[] = [
  {
    ...{ type: 'AWS::SageMaker::ModelPackageGroup', noun: 'ModelPackageGroup', nameLengthMax: 63 },
    properties: ['ModelPackageGroupName', 'ModelPackageGroupDescription', 'Tags'],
    required: [],
    reference: 'ModelPackageGroupArn',
    attributes: { ModelPackageGroupArn: 'ModelPackageGroupArn', ModelPackageGroupStatus: 'ModelPackageGroupStatus' },
  },
  {
    ...{ type: 'AWS::SageMaker::Pipeline', noun: 'Pipeline', nameLengthMax: 256 },
    properties: [
      ...['PipelineName', 'PipelineDisplayName', 'PipelineDescription', 'PipelineDefinition', 'RoleArn'],
      ...['ParallelismConfiguration', 'Tags'],
    ],
    required: ['PipelineDefinition', 'RoleArn'],
    reference: 'PipelineName',
    attributes: {},
    input: pipelineInput,
    updatable: [
      ...['PipelineDisplayName', 'PipelineDescription', 'PipelineDefinition', 'RoleArn', 'ParallelismConfiguration'],
    ],
  },
  {
    ...{ type: 'AWS::SageMaker::CodeRepository', noun: 'CodeRepository', nameLengthMax: 63 },
    properties: ['CodeRepositoryName', 'GitConfig', 'Tags'],
    required: ['GitConfig'],
    reference: 'CodeRepositoryArn',
    attributes: { CodeRepositoryName: 'CodeRepositoryName' },
  },
  {
    ...{ type: 'AWS::SageMaker::Model', noun: 'Model', nameLengthMax: 63 },
    properties: [
      ...['ModelName', 'PrimaryContainer', 'Containers', 'InferenceExecutionConfig', 'ExecutionRoleArn', 'VpcConfig'],
      ...['EnableNetworkIsolation', 'Tags'],
    ],
    required: [],
    reference: 'ModelArn',
    attributes: { ModelName: 'ModelName' },
  },
  {
    ...{ type: 'AWS::SageMaker::EndpointConfig', noun: 'EndpointConfig', nameLengthMax: 63 },
    properties: ['EndpointConfigName', 'ProductionVariants', 'KmsKeyId', 'ExecutionRoleArn', 'Tags'],
    required: ['ProductionVariants'],
    reference: 'EndpointConfigArn',
    attributes: { EndpointConfigName: 'EndpointConfigName' },
  },
  {
    ...{ type: 'AWS::SageMaker::Endpoint', noun: 'Endpoint', nameLengthMax: 63 },
    properties: ['EndpointName', 'EndpointConfigName', 'DeploymentConfig', 'Tags'],
    required: ['EndpointConfigName'],
    reference: 'EndpointArn',
    attributes: { EndpointName: 'EndpointName' },
    updatable: ['EndpointConfigName', 'DeploymentConfig'],
    progress: { member: 'EndpointStatus', done: ['InService'], failed: ['Failed'], echo: 'EndpointConfigName' },
  },
  {
    ...{ type: 'AWS::SageMaker::FeatureGroup', noun: 'FeatureGroup', nameLengthMax: 64 },
    properties: [
      ...[
        'FeatureGroupName',
        'RecordIdentifierFeatureName',
        'EventTimeFeatureName',
        'FeatureDefinitions',
        'Description',
      ],
      ...['OnlineStoreConfig', 'OfflineStoreConfig', 'ThroughputConfig', 'RoleArn', 'Tags'],
    ],
    required: ['RecordIdentifierFeatureName', 'EventTimeFeatureName', 'FeatureDefinitions'],
    reference: 'FeatureGroupName',
    attributes: { FeatureGroupStatus: 'FeatureGroupStatus' },
    progress: { member: 'FeatureGroupStatus', done: ['Created'], failed: ['CreateFailed'] },
  },
];

/** The definition is a text, an object that stands for one, or lies in S3. */
function pipelineInput({ PipelineDefinition: definition = null, ...others }: JsonObject): JsonObject {
  if (typeof definition !== 'object' || definition === null || Array.isArray(definition)) return { ...others };
  const { PipelineDefinitionBody: body, PipelineDefinitionS3Location: location } = definition;
  if (location !== undefined) return { ...others, PipelineDefinitionS3Location: s3Location(location as JsonObject) };
  if (body === undefined) return { ...others };
  return { ...others, PipelineDefinition: typeof body === 'string' ? body : JSON.stringify(body) };
}

/** CloudFormation calls `Key` and `Version` what the API calls `ObjectKey` and `VersionId`. */
function s3Location({ Key: key, Version: version, ...location }: JsonObject): JsonObject {
  return {
    ...location,
    ...(key === undefined ? {} : { ObjectKey: key }),
    ...(version === undefined ? {} : { VersionId: version }),
  };
}
