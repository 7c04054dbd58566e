import { validationException } from '../../api/errors.ts';
import type {
  CreateProcessingJobRequest,
  ProcessingInput,
  ProcessingOutput,
} from '../../api/generated/sagemaker-types.ts';
import type { OperationContext } from '../../api/operation.ts';
import type { JobsDeps } from '../../jobs/jobs-deps.ts';
import { checkHostPath, checkImage, checkInput, checkOutput, checkUnique } from '../../jobs/request-checks.ts';
import { objectsOfAccount } from '../../store/objects/account-objects.ts';

/** Every local path lies below this (developer guide, processing inputs). */
export const PROCESSING_ROOT = '/opt/ml/processing';

/** Checks a request as far as that goes without writing. Throws ValidationException in SageMaker's words. */
export async function checkProcessingRequest(
  deps: JobsDeps,
  input: CreateProcessingJobRequest,
  context: OperationContext,
): Promise<void> {
  const inputs = input.ProcessingInputs ?? [];
  const outputs = input.ProcessingOutputConfig?.Outputs ?? [];
  checkApp(deps, input);
  checkNames(inputs, outputs);
  for (const one of inputs) checkProcessingInput(one);
  for (const one of outputs) checkProcessingOutput(one);
  await deps.roles.checkPassRole(input.RoleArn, context);
  const objects = objectsOfAccount(deps.objects, context.account);
  for (const { S3Output, AppManaged } of outputs) {
    if (S3Output && !AppManaged) await checkOutput(objects, S3Output.S3Uri);
  }
  for (const { S3Input, AppManaged } of inputs) {
    if (S3Input && !AppManaged) await checkInput(objects, S3Input.S3Uri, input.RoleArn, context);
  }
}

function checkApp(deps: JobsDeps, input: CreateProcessingJobRequest): void {
  const { ImageUri, ContainerEntrypoint } = input.AppSpecification;
  checkImage(deps.images, ImageUri);
  if (!ContainerEntrypoint?.length) {
    throw validationException(
      `AppSpecification.ContainerEntrypoint is required: what ${ImageUri} runs by default is not known here.`,
    );
  }
  const { InstanceType, InstanceCount } = input.ProcessingResources.ClusterConfig;
  if (InstanceType === undefined || InstanceCount === undefined) {
    throw validationException('ProcessingResources.ClusterConfig must have InstanceType and InstanceCount.');
  }
}

function checkNames(inputs: readonly ProcessingInput[], outputs: readonly ProcessingOutput[]): void {
  checkUnique(
    'input name',
    inputs.map((one) => one.InputName),
  );
  checkUnique(
    'output name',
    outputs.map((one) => one.OutputName),
  );
}

function checkProcessingInput({ InputName, AppManaged, S3Input, DatasetDefinition }: ProcessingInput): void {
  if ((S3Input === undefined) === (DatasetDefinition === undefined)) {
    throw validationException(`Processing input ${InputName} must have exactly one of S3Input and DatasetDefinition.`);
  }
  if (!S3Input) throw validationException(`DatasetDefinition of processing input ${InputName} is not supported.`);
  if (AppManaged) return;
  if (S3Input.LocalPath === undefined) {
    throw validationException(`Processing input ${InputName} must have a LocalPath unless it is AppManaged.`);
  }
  checkHostPath(`LocalPath of processing input ${InputName}`, S3Input.LocalPath, PROCESSING_ROOT);
  if ((S3Input.S3InputMode ?? 'File') !== 'File') {
    throw validationException(`S3InputMode ${S3Input.S3InputMode} of ${InputName} is not supported. Use File.`);
  }
  if ((S3Input.S3CompressionType ?? 'None') !== 'None') {
    throw validationException(`S3CompressionType of ${InputName} needs S3InputMode Pipe, which is not supported.`);
  }
}

function checkProcessingOutput({ OutputName, AppManaged, S3Output, FeatureStoreOutput }: ProcessingOutput): void {
  if ((S3Output === undefined) === (FeatureStoreOutput === undefined)) {
    throw validationException(
      `Processing output ${OutputName} must have exactly one of S3Output and FeatureStoreOutput.`,
    );
  }
  if (FeatureStoreOutput && !AppManaged) {
    throw validationException(`FeatureStoreOutput of ${OutputName} is possible only with AppManaged true.`);
  }
  if (!S3Output || AppManaged) return;
  if (S3Output.LocalPath === undefined) {
    throw validationException(`Processing output ${OutputName} must have a LocalPath unless it is AppManaged.`);
  }
  checkHostPath(`LocalPath of processing output ${OutputName}`, S3Output.LocalPath, PROCESSING_ROOT);
}
