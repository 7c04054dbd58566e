import type { DescribeProcessingJobResponse } from '../../../api/generated/sagemaker-types.ts';
import {
  artifactOf,
  type JobComponent,
  known,
  numberValue,
  parametersOf,
  statusMessage,
  textValue,
} from './job-component.ts';

/** What a processing job's component holds. Its image is an artifact, where a training job's is a parameter. */
export function processingComponent(job: DescribeProcessingJobResponse): JobComponent {
  const { ProcessingJobStatus: status, ExitMessage = null, FailureReason = null } = job;
  const cluster = job.ProcessingResources.ClusterConfig;
  const outputs = job.ProcessingOutputConfig?.Outputs ?? [];
  return {
    jobName: job.ProcessingJobName,
    jobArn: job.ProcessingJobArn,
    suffix: 'aws-processing-job',
    sourceType: 'SageMakerProcessingJob',
    status,
    message: statusMessage(`Status: ${status}, exit message: ${ExitMessage}, failure reason: ${FailureReason}`),
    startTime: job.ProcessingStartTime,
    endTime: job.ProcessingEndTime,
    parameters: {
      ...parametersOf(job.Environment),
      ...known([
        ['SageMaker.InstanceCount', numberValue(cluster?.InstanceCount)],
        ['SageMaker.InstanceType', textValue(cluster?.InstanceType)],
        ['SageMaker.VolumeSizeInGB', numberValue(cluster?.VolumeSizeInGB)],
      ]),
    },
    inputArtifacts: known([
      ['SageMaker.ImageUri', artifactOf(job.AppSpecification.ImageUri)],
      ...(job.ProcessingInputs ?? []).map(({ InputName, S3Input }) => [InputName, artifactOf(S3Input?.S3Uri)] as const),
    ]),
    outputArtifacts: known(
      outputs.map(({ OutputName, S3Output }) => [OutputName, artifactOf(S3Output?.S3Uri)] as const),
    ),
    experimentConfig: job.ExperimentConfig,
  };
}
