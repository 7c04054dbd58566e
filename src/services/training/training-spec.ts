import type { Channel, CreateTrainingJobRequest } from '../../api/generated/sagemaker-types.ts';
import type { Scope } from '../../base/arn.ts';
import { type HostGroup, nameHosts } from '../../jobs/job-names.ts';
import { type JobEnd, type JobInput, JobKind, type JobOutput, type JobSpec } from '../../jobs/job-spec.ts';

const LOG_GROUP = '/aws/sagemaker/TrainingJobs';
const MAX_RUNTIME_SECONDS_DEFAULT = 86_400;
const CONFIG = '/opt/ml/input/config';
const DATA = '/opt/ml/input/data';

/** What clients get is uploaded however the job ends, once it has run. */
const ALWAYS: readonly JobEnd[] = ['Completed', 'Failed', 'Stopped', 'MaxRuntimeExceeded'];
const NOT_FAILED: readonly JobEnd[] = ['Completed', 'Stopped', 'MaxRuntimeExceeded'];

/** Turns a checked request into what runs. */
export function trainingSpec(
  input: CreateTrainingJobRequest,
  scope: Scope,
  trainingJobArn: string,
  createdAtMs: number,
): JobSpec {
  const { TrainingJobName, AlgorithmSpecification: algorithm } = input;
  const source = submitDirectory(input.HyperParameters ?? {});
  return {
    kind: JobKind.Training,
    account: scope.account,
    region: scope.region,
    name: TrainingJobName,
    arn: trainingJobArn,
    roleArn: input.RoleArn,
    image: algorithm?.TrainingImage ?? '',
    command: algorithm?.ContainerEntrypoint
      ? [...algorithm.ContainerEntrypoint, ...(algorithm.ContainerArguments ?? [])]
      : 'train',
    environment: {
      ...input.Environment,
      TRAINING_JOB_NAME: TrainingJobName,
      TRAINING_JOB_ARN: trainingJobArn,
    },
    networkIsolation: input.EnableNetworkIsolation ?? false,
    hosts: nameHosts(JobKind.Training, scope, TrainingJobName, hostGroups(input), createdAtMs),
    logGroup: LOG_GROUP,
    directories: [CONFIG, DATA, '/opt/ml/model', '/opt/ml/output/data', '/opt/ml/checkpoints', '/opt/ml/code'],
    configFiles: {
      [`${CONFIG}/hyperparameters.json`]: JSON.stringify(input.HyperParameters ?? {}),
      [`${CONFIG}/inputdataconfig.json`]: JSON.stringify(inputDataConfig(input)),
    },
    resourceConfigPath: `${CONFIG}/resourceconfig.json`,
    inputs: inputs(input),
    ...(source === undefined ? {} : { sourceUri: source }),
    outputs: outputs(input),
    metrics: (algorithm?.MetricDefinitions ?? []).map(({ Name, Regex }) => ({ name: Name, regex: Regex })),
    maxRuntimeSeconds: input.StoppingCondition?.MaxRuntimeInSeconds ?? MAX_RUNTIME_SECONDS_DEFAULT,
    faultReason: 'file',
  };
}

function hostGroups(input: CreateTrainingJobRequest): HostGroup[] {
  const { InstanceGroups, InstanceType = '', InstanceCount = 1 } = input.ResourceConfig ?? {};
  if (!InstanceGroups?.length) return [{ instanceType: InstanceType, instanceCount: InstanceCount }];
  return InstanceGroups.map((group) => ({
    instanceType: group.InstanceType,
    instanceCount: group.InstanceCount,
    name: group.InstanceGroupName,
  }));
}

/** The SDK's script mode encodes every hyperparameter as JSON; others send plain text. */
export function submitDirectory(hyperParameters: Readonly<Record<string, string>>): string | undefined {
  const raw = hyperParameters['sagemaker_submit_directory'];
  if (raw === undefined) return undefined;
  const uri = raw.startsWith('"') ? unquoted(raw) : raw;
  return uri.startsWith('s3://') ? uri : undefined;
}

function unquoted(raw: string): string {
  try {
    return String(JSON.parse(raw));
  } catch {
    return raw;
  }
}

/** Members that the developer guide shows; ContentType only where the caller gave it. */
function inputDataConfig(input: CreateTrainingJobRequest) {
  const channels = (input.InputDataConfig ?? []).map((channel) => [
    channel.ChannelName,
    {
      TrainingInputMode: channel.InputMode ?? input.AlgorithmSpecification?.TrainingInputMode,
      S3DistributionType: channel.DataSource.S3DataSource?.S3DataDistributionType ?? 'FullyReplicated',
      RecordWrapperType: channel.RecordWrapperType ?? 'None',
      ...(channel.ContentType === undefined ? {} : { ContentType: channel.ContentType }),
    },
  ]);
  return Object.fromEntries(channels);
}

function inputs(input: CreateTrainingJobRequest): JobInput[] {
  const channels = (input.InputDataConfig ?? []).flatMap(channelInput);
  if (!input.CheckpointConfig) return channels;
  const checkpoints: JobInput = {
    name: 'checkpoints',
    s3Uri: input.CheckpointConfig.S3Uri,
    dataType: 'S3Prefix',
    distribution: 'FullyReplicated',
    path: checkpointPath(input),
    shareable: false,
    optional: true,
  };
  return [...channels, checkpoints];
}

function channelInput(channel: Channel): JobInput[] {
  const source = channel.DataSource.S3DataSource;
  if (!source) return [];
  const groups = source.InstanceGroupNames;
  return [
    {
      name: channel.ChannelName,
      s3Uri: source.S3Uri,
      dataType: source.S3DataType === 'ManifestFile' ? 'ManifestFile' : 'S3Prefix',
      distribution: source.S3DataDistributionType ?? 'FullyReplicated',
      path: `${DATA}/${channel.ChannelName}`,
      ...(groups?.length ? { instanceGroups: groups } : {}),
      shareable: true,
      optional: false,
    },
  ];
}

const checkpointPath = (input: CreateTrainingJobRequest) =>
  (input.CheckpointConfig?.LocalPath ?? '/opt/ml/checkpoints').replace(/\/+$/, '');

function outputs(input: CreateTrainingJobRequest): JobOutput[] {
  const { S3OutputPath, CompressionType } = input.OutputDataConfig;
  const folder = `${S3OutputPath.replace(/\/+$/, '')}/${input.TrainingJobName}`;
  return [
    ...(CompressionType === 'NONE' ? plainModel(`${folder}/output`) : tarredModel(`${folder}/output`)),
    ...synced(
      input.DebugHookConfig?.LocalPath ?? '/opt/ml/output/tensors',
      input.DebugHookConfig?.S3OutputPath,
      `${input.TrainingJobName}/debug-output`,
    ),
    ...synced(
      input.TensorBoardOutputConfig?.LocalPath ?? '/opt/ml/output/tensorboard',
      input.TensorBoardOutputConfig?.S3OutputPath,
      `${input.TrainingJobName}/tensorboard-output`,
    ),
    ...(input.CheckpointConfig ? [checkpointOutput(input.CheckpointConfig.S3Uri, checkpointPath(input))] : []),
  ];
}

function tarredModel(folder: string): JobOutput[] {
  const model = { type: 'archive', path: '/opt/ml/model', s3Uri: `${folder}/model.tar.gz` } as const;
  const data = { type: 'archive', path: '/opt/ml/output/data', s3Uri: `${folder}/output.tar.gz` } as const;
  return [
    { ...model, whenEmpty: true, on: NOT_FAILED },
    // What a failed job left is kept, but a failed job that left nothing has no model.
    { ...model, whenEmpty: false, on: ['Failed'] },
    { ...data, whenEmpty: false, on: ALWAYS },
  ];
}

function plainModel(folder: string): JobOutput[] {
  const files = { type: 'files', continuous: false, mirrorDeletes: false, on: ALWAYS } as const;
  return [
    { ...files, path: '/opt/ml/model', s3Uri: `${folder}/model/` },
    { ...files, path: '/opt/ml/output/data', s3Uri: `${folder}/data/` },
  ];
}

/** Directories that the platform copies out all the time: tensors of the debugger, events of TensorBoard. */
function synced(path: string, s3OutputPath: string | undefined, below: string): JobOutput[] {
  if (s3OutputPath === undefined) return [];
  const s3Uri = `${s3OutputPath.replace(/\/+$/, '')}/${below}/`;
  return [{ type: 'files', path, s3Uri, continuous: true, mirrorDeletes: false, on: ALWAYS }];
}

function checkpointOutput(s3Uri: string, path: string): JobOutput {
  return { type: 'files', path, s3Uri, continuous: true, mirrorDeletes: true, on: ALWAYS };
}
