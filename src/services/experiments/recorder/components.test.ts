import { describe, expect, it } from 'vitest';
import type {
  DescribeProcessingJobResponse,
  DescribeTransformJobResponse,
} from '../../../api/generated/sagemaker-types.ts';
import { processingComponent } from './processing-component.ts';
import { trainingComponent } from './training-component.ts';
import { transformComponent } from './transform-component.ts';

const ARN = 'arn:aws:sagemaker:us-west-2:123456789012';

const TRAINING: Parameters<typeof trainingComponent>[0] = {
  TrainingJobName: 'Job',
  TrainingJobArn: `${ARN}:training-job/job`,
  TrainingJobStatus: 'InProgress',
  SecondaryStatus: 'Starting',
  StoppingCondition: { MaxRuntimeInSeconds: 60 },
  CreationTime: 1,
  AlgorithmSpecification: { TrainingImage: 'image:1', TrainingInputMode: 'File' },
  ResourceConfig: { InstanceType: 'ml.m5.large', InstanceCount: 2, VolumeSizeInGB: 30 },
  HyperParameters: { epochs: '3', rate: '-1e-3', name: '"quoted"', empty: '', hex: '0x10', huge: '1e999' },
  InputDataConfig: [
    {
      ChannelName: 'train',
      ContentType: 'text/csv',
      DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: 's3://b/train' } },
    },
    {
      ChannelName: 'odd',
      ContentType: 'text/csv; charset=utf-8',
      DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: 's3://b/odd' } },
    },
  ],
  DebugHookConfig: { S3OutputPath: 's3://b/debug' },
};

describe('the component of a training job', () => {
  it('has the image, the instances and the hyperparameters as parameters, numbers as numbers', () => {
    expect(trainingComponent(TRAINING).parameters).toEqual({
      epochs: { NumberValue: 3 },
      rate: { NumberValue: -0.001 },
      name: { StringValue: '"quoted"' },
      empty: { StringValue: '' },
      hex: { StringValue: '0x10' },
      huge: { StringValue: '1e999' },
      'SageMaker.ImageUri': { StringValue: 'image:1' },
      'SageMaker.InstanceType': { StringValue: 'ml.m5.large' },
      'SageMaker.InstanceCount': { NumberValue: 2 },
      'SageMaker.VolumeSizeInGB': { NumberValue: 30 },
    });
  });

  it('has a channel as an input, with its content type where that is a media type', () => {
    expect(trainingComponent(TRAINING).inputArtifacts).toEqual({
      train: { Value: 's3://b/train', MediaType: 'text/csv' },
      odd: { Value: 's3://b/odd' },
    });
  });

  it('has the model as an output once there is one', () => {
    expect(trainingComponent(TRAINING).outputArtifacts).toEqual({
      'SageMaker.DebugHookOutput': { Value: 's3://b/debug' },
    });
    const done = { ...TRAINING, ModelArtifacts: { S3ModelArtifacts: 's3://b/model.tar.gz' } };
    expect(trainingComponent(done).outputArtifacts['SageMaker.ModelArtifact']).toEqual({
      Value: 's3://b/model.tar.gz',
    });
  });

  it('says how the job is', () => {
    const failed = { ...TRAINING, TrainingJobStatus: 'Failed', SecondaryStatus: 'Failed' } as const;
    expect(trainingComponent({ ...failed, FailureReason: 'AlgorithmError: x' })).toMatchObject({
      status: 'Failed',
      message: 'Status: Failed, secondary status: Failed, failure reason: AlgorithmError: x.',
    });
    expect(trainingComponent({ ...failed, FailureReason: 'x'.repeat(2000) }).message).toHaveLength(1024);
  });

  it('counts the instances of all groups', () => {
    const InstanceGroups = [
      { InstanceGroupName: 'a', InstanceType: 'ml.m5.large', InstanceCount: 1 },
      { InstanceGroupName: 'b', InstanceType: 'ml.c5.xlarge', InstanceCount: 3 },
    ] as const;
    const { parameters } = trainingComponent({ ...TRAINING, ResourceConfig: { InstanceGroups: [...InstanceGroups] } });
    expect(parameters['SageMaker.InstanceCount']).toEqual({ NumberValue: 4 });
    expect(parameters['SageMaker.InstanceType']).toEqual({ StringValue: 'ml.m5.large' });
  });
});

describe('the component of a processing job', () => {
  const job: DescribeProcessingJobResponse = {
    ProcessingJobName: 'p',
    ProcessingJobArn: `${ARN}:processing-job/p`,
    ProcessingJobStatus: 'Completed',
    CreationTime: 1,
    AppSpecification: { ImageUri: 'image:2' },
    ProcessingResources: { ClusterConfig: { InstanceCount: 1, InstanceType: 'ml.m5.large', VolumeSizeInGB: 20 } },
    Environment: { SEED: '7', MODE: 'fast' },
    ProcessingInputs: [{ InputName: 'in', S3Input: { S3Uri: 's3://b/in', S3DataType: 'S3Prefix' } }],
    ProcessingOutputConfig: {
      Outputs: [{ OutputName: 'out', S3Output: { S3Uri: 's3://b/out', LocalPath: '/o', S3UploadMode: 'EndOfJob' } }],
    },
  };

  it('has the image as an input and the environment as parameters', () => {
    expect(processingComponent(job)).toMatchObject({
      suffix: 'aws-processing-job',
      message: 'Status: Completed, exit message: null, failure reason: null',
      parameters: {
        SEED: { NumberValue: 7 },
        MODE: { StringValue: 'fast' },
        'SageMaker.InstanceCount': { NumberValue: 1 },
        'SageMaker.InstanceType': { StringValue: 'ml.m5.large' },
        'SageMaker.VolumeSizeInGB': { NumberValue: 20 },
      },
      inputArtifacts: { 'SageMaker.ImageUri': { Value: 'image:2' }, in: { Value: 's3://b/in' } },
      outputArtifacts: { out: { Value: 's3://b/out' } },
    });
  });
});

describe('the component of a transform job', () => {
  it('has the model it runs as parameters', () => {
    const job: DescribeTransformJobResponse = {
      TransformJobName: 't',
      TransformJobArn: `${ARN}:transform-job/t`,
      TransformJobStatus: 'Failed',
      FailureReason: 'ClientError: x',
      ModelName: 'm',
      CreationTime: 1,
      TransformInput: {
        ContentType: 'text/csv',
        DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: 's3://b/in' } },
      },
      TransformOutput: { S3OutputPath: 's3://b/out' },
      TransformResources: { InstanceType: 'ml.m5.large', InstanceCount: 1 },
    };
    expect(transformComponent(job, { image: 'image:3', dataUrl: 's3://b/model.tar.gz' })).toMatchObject({
      message: 'Status: Failed, failure reason: ClientError: x',
      parameters: {
        'SageMaker.InstanceCount': { NumberValue: 1 },
        'SageMaker.InstanceType': { StringValue: 'ml.m5.large' },
        'SageMaker.ModelName': { StringValue: 'm' },
        'SageMaker.ModelPrimary.DataUrl': { StringValue: 's3://b/model.tar.gz' },
        'SageMaker.ModelPrimary.Image': { StringValue: 'image:3' },
      },
      inputArtifacts: { 'SageMaker.TransformInput': { Value: 's3://b/in', MediaType: 'text/csv' } },
      outputArtifacts: { 'SageMaker.TransformOutput': { Value: 's3://b/out' } },
    });
  });
});
