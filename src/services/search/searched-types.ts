import { validationException } from '../../api/errors.ts';
import type { ResourceType, SageMakerOperations, SearchRecord } from '../../api/generated/sagemaker-types.ts';
import type { Invoker, OperationContext } from '../../api/operation.ts';

export type SageMaker = Invoker<SageMakerOperations>;

/** A type of resource that Search knows: what it is called where, and how one is described. */
export interface SearchedType {
  readonly resource: ResourceType;
  /** The member of a search record that holds it. */
  readonly member: keyof SearchRecord & string;
  /** The shape of that member. */
  readonly shape: string;
  /** The first part of the resource in its ARN. */
  readonly arnType: string;
  /** Parts of the resource in its ARN: an execution is below its pipeline. */
  readonly arnParts: readonly number[];
  /** What its Describe operation answers. `names` is the resource of the ARN behind the type. */
  describe(sagemaker: SageMaker, names: string, context: OperationContext, arn: string): Promise<object>;
}

const named = (
  resource: ResourceType,
  arnType: string,
  describe: SearchedType['describe'],
  more: Partial<SearchedType> = {},
): SearchedType => {
  const member = resource as keyof SearchRecord & string;
  return { resource, member, shape: member, arnType, arnParts: [2], describe, ...more };
};

/** A further type is a further line here, and `markRecords` for its table in a migration. */
const SEARCHED_TYPES: readonly SearchedType[] = [
  named('TrainingJob', 'training-job', (sagemaker, TrainingJobName, context) =>
    sagemaker.invoke('DescribeTrainingJob', { TrainingJobName }, context),
  ),
  named('Experiment', 'experiment', (sagemaker, ExperimentName, context) =>
    sagemaker.invoke('DescribeExperiment', { ExperimentName }, context),
  ),
  named(
    'ExperimentTrial',
    'experiment-trial',
    (sagemaker, TrialName, context) => sagemaker.invoke('DescribeTrial', { TrialName }, context),
    { member: 'Trial', shape: 'Trial' },
  ),
  named(
    'ExperimentTrialComponent',
    'experiment-trial-component',
    (sagemaker, TrialComponentName, context) =>
      sagemaker.invoke('DescribeTrialComponent', { TrialComponentName }, context),
    { member: 'TrialComponent', shape: 'TrialComponent' },
  ),
  named('Endpoint', 'endpoint', (sagemaker, EndpointName, context) =>
    sagemaker.invoke('DescribeEndpoint', { EndpointName }, context),
  ),
  named(
    'ModelPackage',
    'model-package',
    (sagemaker, _names, context, ModelPackageName) =>
      sagemaker.invoke('DescribeModelPackage', { ModelPackageName }, context),
    { arnParts: [2, 3] },
  ),
  named('ModelPackageGroup', 'model-package-group', (sagemaker, ModelPackageGroupName, context) =>
    sagemaker.invoke('DescribeModelPackageGroup', { ModelPackageGroupName }, context),
  ),
  named('Pipeline', 'pipeline', (sagemaker, PipelineName, context) =>
    sagemaker.invoke('DescribePipeline', { PipelineName }, context),
  ),
  named(
    'PipelineExecution',
    'pipeline',
    (sagemaker, _names, context, PipelineExecutionArn) =>
      sagemaker.invoke('DescribePipelineExecution', { PipelineExecutionArn }, context),
    { arnParts: [4] },
  ),
  named('FeatureGroup', 'feature-group', (sagemaker, FeatureGroupName, context) =>
    sagemaker.invoke('DescribeFeatureGroup', { FeatureGroupName }, context),
  ),
  named('Project', 'project', (sagemaker, ProjectName, context) =>
    sagemaker.invoke('DescribeProject', { ProjectName }, context),
  ),
];

/** The type of a resource by its ARN; undefined for what Search does not know. */
export function typeOfArn(resourceParts: readonly string[]): SearchedType | undefined {
  return SEARCHED_TYPES.find(
    (type) => type.arnType === resourceParts[0] && type.arnParts.includes(resourceParts.length),
  );
}

/** The type that a request names. Throws ValidationException for one that has no resources here. */
export function searchedType(resource: ResourceType): SearchedType {
  const type = SEARCHED_TYPES.find((known) => known.resource === resource);
  if (!type) throw validationException(`Search is not supported for the resource type ${resource}.`);
  return type;
}
