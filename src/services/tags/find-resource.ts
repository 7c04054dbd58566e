import { validationException } from '../../api/errors.ts';
import type { SageMakerOperations } from '../../api/generated/sagemaker-types.ts';
import type { Invoker, OperationContext } from '../../api/operation.ts';
import { parseArn } from '../../base/arn.ts';
import { ServiceError } from '../../base/errors.ts';
import { noSuchResource } from './taggable.ts';

/** Throws ValidationException unless there is a resource of this ARN, which is of the caller's account and region. */
export type FindResource = (resourceArn: string, context: OperationContext) => Promise<void>;

/** Takes every ARN for that of a resource: for tags without the domains whose resources they are on. */
export const everythingIsThere: FindResource = async () => {};

type SageMaker = Invoker<SageMakerOperations>;
type Describe = (sagemaker: SageMaker, name: string, context: OperationContext, arn: string) => Promise<unknown>;

/** What can be tagged, by the type in its ARN, and the operation that knows whether it is there. */
const DESCRIBE: Readonly<Record<string, Describe>> = {
  action: (sagemaker, ActionName, context) => sagemaker.invoke('DescribeAction', { ActionName }, context),
  algorithm: (sagemaker, AlgorithmName, context) => sagemaker.invoke('DescribeAlgorithm', { AlgorithmName }, context),
  artifact: (sagemaker, _, context, ArtifactArn) => sagemaker.invoke('DescribeArtifact', { ArtifactArn }, context),
  'automl-job': (sagemaker, AutoMLJobName, context) =>
    sagemaker.invoke('DescribeAutoMLJob', { AutoMLJobName }, context),
  'code-repository': (sagemaker, CodeRepositoryName, context) =>
    sagemaker.invoke('DescribeCodeRepository', { CodeRepositoryName }, context),
  'compilation-job': (sagemaker, CompilationJobName, context) =>
    sagemaker.invoke('DescribeCompilationJob', { CompilationJobName }, context),
  context: (sagemaker, ContextName, context) => sagemaker.invoke('DescribeContext', { ContextName }, context),
  endpoint: (sagemaker, EndpointName, context) => sagemaker.invoke('DescribeEndpoint', { EndpointName }, context),
  'endpoint-config': (sagemaker, EndpointConfigName, context) =>
    sagemaker.invoke('DescribeEndpointConfig', { EndpointConfigName }, context),
  experiment: (sagemaker, ExperimentName, context) =>
    sagemaker.invoke('DescribeExperiment', { ExperimentName }, context),
  'experiment-trial': (sagemaker, TrialName, context) => sagemaker.invoke('DescribeTrial', { TrialName }, context),
  'experiment-trial-component': (sagemaker, TrialComponentName, context) =>
    sagemaker.invoke('DescribeTrialComponent', { TrialComponentName }, context),
  'feature-group': (sagemaker, FeatureGroupName, context) =>
    sagemaker.invoke('DescribeFeatureGroup', { FeatureGroupName }, context),
  'hyper-parameter-tuning-job': (sagemaker, HyperParameterTuningJobName, context) =>
    sagemaker.invoke('DescribeHyperParameterTuningJob', { HyperParameterTuningJobName }, context),
  model: (sagemaker, ModelName, context) => sagemaker.invoke('DescribeModel', { ModelName }, context),
  'model-package': (sagemaker, _, context, ModelPackageName) =>
    sagemaker.invoke('DescribeModelPackage', { ModelPackageName }, context),
  'model-package-group': (sagemaker, ModelPackageGroupName, context) =>
    sagemaker.invoke('DescribeModelPackageGroup', { ModelPackageGroupName }, context),
  pipeline: (sagemaker, PipelineName, context) => sagemaker.invoke('DescribePipeline', { PipelineName }, context),
  'processing-job': (sagemaker, ProcessingJobName, context) =>
    sagemaker.invoke('DescribeProcessingJob', { ProcessingJobName }, context),
  project: (sagemaker, ProjectName, context) => sagemaker.invoke('DescribeProject', { ProjectName }, context),
  'training-job': (sagemaker, TrainingJobName, context) =>
    sagemaker.invoke('DescribeTrainingJob', { TrainingJobName }, context),
  'transform-job': (sagemaker, TransformJobName, context) =>
    sagemaker.invoke('DescribeTransformJob', { TransformJobName }, context),
};

/** Of what is not built, there is nothing. */
const NOT_THERE: ReadonlySet<string> = new Set(['ResourceNotFound', 'ValidationException', 'NotImplemented']);

/** Finds resources as a client would: by the Describe operation of their type. */
export function describedResources(sagemaker: SageMaker): FindResource {
  return async (resourceArn, context) => {
    const [type = '', ...names] = parseArn(resourceArn)?.resource.split('/') ?? [];
    const describe = Object.hasOwn(DESCRIBE, type) ? DESCRIBE[type] : undefined;
    // Neither executions of pipelines nor versions of images carry tags; of packages, versions have a name in two parts.
    if (!describe || (names.length > 1 && type !== 'model-package')) {
      throw validationException(`Tags are not supported for resource ${resourceArn}.`);
    }
    try {
      await describe(sagemaker, names.join('/'), context, resourceArn);
    } catch (error) {
      if (error instanceof ServiceError && NOT_THERE.has(error.code)) throw noSuchResource(resourceArn, context);
      throw error;
    }
  };
}
