import type {
  CreateProcessingJobRequest,
  ProcessingInput,
  ProcessingOutput,
} from '../../api/generated/sagemaker-types.ts';
import type { Scope } from '../../base/arn.ts';
import { nameHosts } from '../../jobs/job-names.ts';
import { type JobInput, JobKind, type JobOutput, type JobSpec } from '../../jobs/job-spec.ts';
import { PROCESSING_ROOT } from './processing-checks.ts';

const LOG_GROUP = '/aws/sagemaker/ProcessingJobs';
export const MAX_RUNTIME_SECONDS_DEFAULT = 86_400;
const CONFIG = '/opt/ml/config';

/** Turns a checked request into what runs. */
export function processingSpec(
  input: CreateProcessingJobRequest,
  scope: Scope,
  processingJobArn: string,
  createdAtMs: number,
): JobSpec {
  const name = input.ProcessingJobName;
  const { InstanceType = '', InstanceCount = 1 } = input.ProcessingResources.ClusterConfig;
  const outputs = (input.ProcessingOutputConfig?.Outputs ?? []).flatMap(processingOutput);
  return {
    kind: JobKind.Processing,
    account: scope.account,
    region: scope.region,
    name,
    arn: processingJobArn,
    roleArn: input.RoleArn,
    image: input.AppSpecification.ImageUri,
    command: [
      ...(input.AppSpecification.ContainerEntrypoint ?? []),
      ...(input.AppSpecification.ContainerArguments ?? []),
    ],
    environment: { ...input.Environment },
    networkIsolation: input.NetworkConfig?.EnableNetworkIsolation ?? false,
    hosts: nameHosts(
      JobKind.Processing,
      scope,
      name,
      [{ instanceType: InstanceType, instanceCount: InstanceCount }],
      createdAtMs,
    ),
    logGroup: LOG_GROUP,
    directories: [CONFIG, PROCESSING_ROOT, '/opt/ml/output', ...outputs.map((output) => output.path)],
    configFiles: {
      [`${CONFIG}/processingjobconfig.json`]: JSON.stringify(processingJobConfig(input, processingJobArn)),
    },
    resourceConfigPath: `${CONFIG}/resourceconfig.json`,
    inputs: (input.ProcessingInputs ?? []).flatMap(processingInput),
    outputs,
    metrics: [],
    maxRuntimeSeconds: input.StoppingCondition?.MaxRuntimeInSeconds ?? MAX_RUNTIME_SECONDS_DEFAULT,
    faultReason: 'logs',
  };
}

/** The request as the script sees it, in the shapes and letter case of the API. */
function processingJobConfig(input: CreateProcessingJobRequest, processingJobArn: string) {
  const { Tags: _tags, ExperimentConfig: _experiment, NetworkConfig: _network, ...shown } = input;
  return {
    ProcessingJobArn: processingJobArn,
    ...shown,
    Environment: input.Environment ?? {},
    StoppingCondition: input.StoppingCondition ?? { MaxRuntimeInSeconds: MAX_RUNTIME_SECONDS_DEFAULT },
  };
}

/** An input that the application manages is for its own code to fetch. */
function processingInput({ InputName, AppManaged, S3Input }: ProcessingInput): JobInput[] {
  if (AppManaged || S3Input?.LocalPath === undefined) return [];
  return [
    {
      name: InputName,
      s3Uri: S3Input.S3Uri,
      dataType: S3Input.S3DataType,
      distribution: S3Input.S3DataDistributionType ?? 'FullyReplicated',
      path: S3Input.LocalPath.replace(/\/+$/, ''),
      // Scripts unpack archives in place, so an input must be the job's own to write to.
      shareable: false,
      optional: false,
    },
  ];
}

function processingOutput({ AppManaged, S3Output }: ProcessingOutput): JobOutput[] {
  if (AppManaged || S3Output?.LocalPath === undefined) return [];
  const continuous = S3Output.S3UploadMode === 'Continuous';
  return [
    {
      type: 'files',
      path: S3Output.LocalPath.replace(/\/+$/, ''),
      s3Uri: S3Output.S3Uri,
      continuous,
      mirrorDeletes: false,
      // A stopped job keeps what it has written; a failed one only what went out while it ran.
      on: continuous
        ? ['Completed', 'Stopped', 'MaxRuntimeExceeded', 'Failed']
        : ['Completed', 'Stopped', 'MaxRuntimeExceeded'],
    },
  ];
}
