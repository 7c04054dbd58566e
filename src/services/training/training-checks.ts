import { validationException } from '../../api/errors.ts';
import type { Channel, CreateTrainingJobRequest } from '../../api/generated/sagemaker-types.ts';
import type { OperationContext } from '../../api/operation.ts';
import { isPlainPath } from '../../jobs/input-download.ts';
import type { JobsDeps } from '../../jobs/jobs-deps.ts';
import {
  checkHostPath,
  checkImage,
  checkInput,
  checkMetrics,
  checkOutput,
  checkUnique,
} from '../../jobs/request-checks.ts';
import { objectsOfAccount } from '../../store/objects/account-objects.ts';

/** Directories that the platform fills or reads itself (semantics of CheckpointConfig.LocalPath). */
const RESERVED = ['/opt/ml/input', '/opt/ml/model', '/opt/ml/output', '/opt/ml/code'];

/** What would make a job run something else, or leave something else, than this server can. */
const UNBUILT = ['ServerlessJobConfig', 'ModelPackageConfig'] as const;

/** Checks a request as far as that goes without writing. Throws ValidationException in SageMaker's words. */
export async function checkTrainingRequest(
  deps: JobsDeps,
  input: CreateTrainingJobRequest,
  context: OperationContext,
): Promise<void> {
  for (const member of UNBUILT) {
    if (input[member] !== undefined) throw validationException(`${member} is not supported by this server.`);
  }
  checkAlgorithm(deps, input);
  checkResources(input);
  checkStopping(input);
  for (const channel of input.InputDataConfig ?? []) checkChannel(channel, input);
  checkUnique(
    'channel name',
    (input.InputDataConfig ?? []).map((channel) => channel.ChannelName),
  );
  checkGroups(input);
  checkCheckpoint(input);
  for (const member of ['TensorBoardOutputConfig', 'DebugHookConfig'] as const) {
    const path = input[member]?.LocalPath;
    if (path !== undefined) checkHostPath(`${member}.LocalPath`, path, '/opt/ml');
  }
  await deps.roles.checkPassRole(input.RoleArn, context);
  const objects = objectsOfAccount(deps.objects, context.account);
  await checkOutput(objects, input.OutputDataConfig.S3OutputPath);
  for (const channel of input.InputDataConfig ?? []) {
    const uri = channel.DataSource.S3DataSource?.S3Uri;
    if (uri !== undefined) await checkInput(objects, uri, input.RoleArn, context);
  }
}

function checkAlgorithm(deps: JobsDeps, input: CreateTrainingJobRequest): void {
  const algorithm = input.AlgorithmSpecification;
  if (!algorithm) throw validationException('AlgorithmSpecification is required: serverless jobs are not supported.');
  const { TrainingImage, AlgorithmName, ContainerEntrypoint, ContainerArguments } = algorithm;
  if ((TrainingImage === undefined) === (AlgorithmName === undefined)) {
    throw validationException('You must specify exactly one of TrainingImage and AlgorithmName.');
  }
  if (TrainingImage === undefined) {
    throw validationException(`Algorithm resources are not supported: give the image of ${AlgorithmName}.`);
  }
  checkImage(deps.images, TrainingImage);
  if (ContainerArguments && !ContainerEntrypoint) {
    throw validationException('ContainerArguments are supported only together with ContainerEntrypoint.');
  }
  checkMetrics((algorithm.MetricDefinitions ?? []).map(({ Name, Regex }) => ({ name: Name, regex: Regex })));
}

function checkResources(input: CreateTrainingJobRequest): void {
  const resources = input.ResourceConfig;
  if (!resources) throw validationException('ResourceConfig is required: serverless jobs are not supported.');
  const single = resources.InstanceType !== undefined && resources.InstanceCount !== undefined;
  const groups = resources.InstanceGroups !== undefined && resources.InstanceGroups.length > 0;
  if (single === groups) {
    throw validationException('ResourceConfig must have either InstanceType and InstanceCount, or InstanceGroups.');
  }
  // The model allows 0, for jobs without instances of their own.
  const counts = [resources, ...(resources.InstanceGroups ?? [])].map((one) => one.InstanceCount);
  if (counts.includes(0)) throw validationException('InstanceCount must be at least 1.');
}

function checkStopping(input: CreateTrainingJobRequest): void {
  const { MaxRuntimeInSeconds, MaxWaitTimeInSeconds } = input.StoppingCondition ?? {};
  if (input.EnableManagedSpotTraining && MaxWaitTimeInSeconds === undefined) {
    throw validationException('MaxWaitTimeInSeconds is required when EnableManagedSpotTraining is true.');
  }
  if (MaxWaitTimeInSeconds === undefined) return;
  if (!input.EnableManagedSpotTraining) {
    throw validationException('MaxWaitTimeInSeconds can only be set when EnableManagedSpotTraining is true.');
  }
  if (MaxRuntimeInSeconds !== undefined && MaxWaitTimeInSeconds < MaxRuntimeInSeconds) {
    throw validationException(
      `Invalid MaxWaitTimeInSeconds. It must be present and be greater than or equal to MaxRuntimeInSeconds (${MaxRuntimeInSeconds}).`,
    );
  }
}

function checkChannel(channel: Channel, input: CreateTrainingJobRequest): void {
  const { ChannelName, DataSource } = channel;
  if (!isPlainPath(ChannelName)) throw validationException(`Channel name ${ChannelName} can not be used.`);
  const mode = channel.InputMode ?? input.AlgorithmSpecification?.TrainingInputMode ?? 'File';
  if (mode !== 'File') {
    throw validationException(`Input mode ${mode} of channel ${ChannelName} is not supported. Use File.`);
  }
  if (!DataSource.S3DataSource) {
    throw validationException(`Channel ${ChannelName} must have an S3DataSource; other sources are not supported.`);
  }
  const { S3DataType } = DataSource.S3DataSource;
  if (S3DataType === 'AugmentedManifestFile') {
    throw validationException('AugmentedManifestFile needs input mode Pipe, which is not supported.');
  }
  if (S3DataType !== 'S3Prefix' && S3DataType !== 'ManifestFile') {
    throw validationException(`S3DataType ${S3DataType} of channel ${ChannelName} is not supported.`);
  }
}

/** A channel for a group that is not there would reach no host at all. */
function checkGroups(input: CreateTrainingJobRequest): void {
  const known = (input.ResourceConfig?.InstanceGroups ?? []).map((group) => group.InstanceGroupName);
  checkUnique('instance group name', known);
  for (const { ChannelName, DataSource } of input.InputDataConfig ?? []) {
    const unknown = DataSource.S3DataSource?.InstanceGroupNames?.find((name) => !known.includes(name));
    if (unknown === undefined) continue;
    throw validationException(
      `Instance group name ${unknown} of channel ${ChannelName} is not one of the instance groups in ResourceConfig: [${known.join(', ')}]`,
    );
  }
}

function checkCheckpoint(input: CreateTrainingJobRequest): void {
  const path = input.CheckpointConfig?.LocalPath;
  if (path === undefined) return;
  const plain = checkHostPath('CheckpointConfig.LocalPath', path, '/opt/ml');
  const reserved = RESERVED.find((one) => plain === one || plain.startsWith(`${one}/`));
  if (reserved)
    throw validationException(`CheckpointConfig.LocalPath "${path}" is reserved: choose another directory.`);
}
