import type { DescribeTransformJobResponse } from '../../../api/generated/sagemaker-types.ts';
import { artifactOf, type JobComponent, known, numberValue, statusMessage, textValue } from './job-component.ts';

/** The primary container of the job's model. */
export interface TransformModel {
  readonly image?: string | undefined;
  readonly dataUrl?: string | undefined;
}

/** What a transform job's component holds. */
export function transformComponent(job: DescribeTransformJobResponse, model: TransformModel): JobComponent {
  const { TransformJobStatus: status, FailureReason = null, TransformInput, TransformOutput } = job;
  return {
    jobName: job.TransformJobName,
    jobArn: job.TransformJobArn,
    suffix: 'aws-transform-job',
    sourceType: 'SageMakerTransformJob',
    status,
    message: statusMessage(`Status: ${status}, failure reason: ${FailureReason}`),
    startTime: job.TransformStartTime,
    endTime: job.TransformEndTime,
    parameters: known([
      ['SageMaker.InstanceCount', numberValue(job.TransformResources.InstanceCount)],
      ['SageMaker.InstanceType', textValue(job.TransformResources.InstanceType)],
      ['SageMaker.ModelName', textValue(job.ModelName)],
      ['SageMaker.ModelPrimary.DataUrl', textValue(model.dataUrl)],
      ['SageMaker.ModelPrimary.Image', textValue(model.image)],
    ]),
    inputArtifacts: known([
      [
        'SageMaker.TransformInput',
        artifactOf(TransformInput.DataSource.S3DataSource.S3Uri, TransformInput.ContentType),
      ],
    ]),
    outputArtifacts: known([
      ['SageMaker.TransformOutput', artifactOf(TransformOutput?.S3OutputPath, TransformOutput?.Accept)],
    ]),
    experimentConfig: job.ExperimentConfig,
  };
}
