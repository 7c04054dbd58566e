import type { Channel, DescribeTrainingJobResponse, ResourceConfig } from '../../../api/generated/sagemaker-types.ts';
import {
  artifactOf,
  type JobComponent,
  known,
  numberValue,
  parametersOf,
  statusMessage,
  textValue,
} from './job-component.ts';

/** A training job's description; a job that has not ended has no model yet. */
type TrainingJob = Omit<DescribeTrainingJobResponse, 'ModelArtifacts'> &
  Partial<Pick<DescribeTrainingJobResponse, 'ModelArtifacts'>>;

/** What a training job's component holds (real components of the service). */
export function trainingComponent(job: TrainingJob): JobComponent {
  const { TrainingJobStatus: status, SecondaryStatus, FailureReason = '', AlgorithmSpecification } = job;
  const { instanceType, instanceCount } = instancesOf(job.ResourceConfig);
  return {
    jobName: job.TrainingJobName,
    jobArn: job.TrainingJobArn,
    suffix: 'aws-training-job',
    sourceType: 'SageMakerTrainingJob',
    status: status === 'Deleting' ? 'Stopped' : status,
    message: statusMessage(
      `Status: ${status}, secondary status: ${SecondaryStatus}, failure reason: ${FailureReason}.`,
    ),
    startTime: job.TrainingStartTime,
    endTime: job.TrainingEndTime,
    parameters: {
      ...parametersOf(job.HyperParameters),
      ...known([
        ['SageMaker.ImageUri', textValue(AlgorithmSpecification?.TrainingImage)],
        ['SageMaker.InstanceType', textValue(instanceType)],
        ['SageMaker.InstanceCount', numberValue(instanceCount)],
        ['SageMaker.VolumeSizeInGB', numberValue(job.ResourceConfig?.VolumeSizeInGB)],
      ]),
    },
    inputArtifacts: known((job.InputDataConfig ?? []).map(channelArtifact)),
    outputArtifacts: known([
      ['SageMaker.ModelArtifact', artifactOf(job.ModelArtifacts?.S3ModelArtifacts)],
      ['SageMaker.DebugHookOutput', artifactOf(job.DebugHookConfig?.S3OutputPath)],
    ]),
    finalMetrics: job.FinalMetricDataList,
    experimentConfig: job.ExperimentConfig,
  };
}

/** Instance groups count together, under the type of the first. */
function instancesOf(resources: ResourceConfig | undefined) {
  const groups = resources?.InstanceGroups ?? [];
  const [first] = groups;
  if (!first) return { instanceType: resources?.InstanceType, instanceCount: resources?.InstanceCount };
  return {
    instanceType: first.InstanceType,
    instanceCount: groups.reduce((sum, group) => sum + (group.InstanceCount ?? 0), 0),
  };
}

function channelArtifact({ ChannelName, DataSource, ContentType }: Channel) {
  const { S3DataSource, FileSystemDataSource } = DataSource;
  const place = S3DataSource?.S3Uri ?? FileSystemDataSource?.DirectoryPath;
  return [ChannelName, artifactOf(place, ContentType)] as const;
}
