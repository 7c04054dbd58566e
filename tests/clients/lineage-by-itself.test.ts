import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import {
  CreateModelPackageGroupCommand,
  CreatePipelineCommand,
  DescribeArtifactCommand,
  DescribePipelineExecutionCommand,
  ListArtifactsCommand,
  ListPipelineExecutionStepsCommand,
  ListTrialComponentsCommand,
  QueryLineageCommand,
  SageMakerClient,
  StartPipelineExecutionCommand,
} from '@aws-sdk/client-sagemaker';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../support/server.ts';
import { archiveOf } from '../support/text-archive.ts';
import { until } from '../support/until.ts';

const IMAGE = '246618743249.dkr.ecr.us-west-2.amazonaws.com/sagemaker-scikit-learn:1.2-1-cpu-py3';
const BUCKET = 'lineage-by-itself';
const RAW = `s3://${BUCKET}/raw/words.txt`;
const CODE = `s3://${BUCKET}/code/source.tar.gz`;
const ROWS = `s3://${BUCKET}/rows`;
const LOCAL = '/opt/ml/processing';

describe('Lineage that nobody logged', () => {
  let server: TestServer;
  let sagemaker: SageMakerClient;
  beforeAll(async () => {
    server = await startTestServer();
    const { endpoint, region, accessKeyId, secretAccessKey } = server;
    const options = { endpoint, region, credentials: { accessKeyId, secretAccessKey } };
    sagemaker = new SageMakerClient(options);
    const s3 = new S3Client(options);
    await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
    await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'raw/words.txt', Body: 'sage and brush' }));
    const Body = await archiveOf({ 'train.py': 'print("trained")' });
    await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'code/source.tar.gz', Body }));
    await sagemaker.send(new CreateModelPackageGroupCommand({ ModelPackageGroupName: 'words' }));
  });
  afterAll(() => server.close());

  it('leads from a registered model to its data and code by one query, over two jobs of a pipeline', async () => {
    const RoleArn = `arn:aws:iam::${server.accountId}:role/SagebrushExecutionRole`;
    await sagemaker.send(
      new CreatePipelineCommand({
        PipelineName: 'Words',
        RoleArn,
        ClientRequestToken: crypto.randomUUID(),
        PipelineDefinition: JSON.stringify(definition(RoleArn)),
      }),
    );
    const { PipelineExecutionArn } = await sagemaker.send(
      new StartPipelineExecutionCommand({ PipelineName: 'Words', ClientRequestToken: crypto.randomUUID() }),
    );
    const execution = await until(
      () => sagemaker.send(new DescribePipelineExecutionCommand({ PipelineExecutionArn })),
      ({ PipelineExecutionStatus: status = '' }) => !['Executing', 'Stopping'].includes(status),
    );
    const { PipelineExecutionSteps: steps } = await sagemaker.send(
      new ListPipelineExecutionStepsCommand({ PipelineExecutionArn }),
    );
    expect(execution.PipelineExecutionStatus, JSON.stringify(steps)).toBe('Succeeded');
    const packageArn = steps?.find(({ StepName }) => StepName === 'Register')?.Metadata?.RegisterModel?.Arn;

    const { ArtifactSummaries } = await sagemaker.send(new ListArtifactsCommand({ SourceUri: packageArn }));
    const { Vertices } = await sagemaker.send(
      new QueryLineageCommand({
        StartArns: [ArtifactSummaries?.[0]?.ArtifactArn ?? ''],
        Direction: 'Ascendants',
        Filters: { Types: ['DataSet', 'Code', 'TrainingJob', 'ProcessingJob'] },
      }),
    );
    const found = await Promise.all(
      (Vertices ?? []).map(async ({ Arn, Type, LineageType }) => {
        if (LineageType !== 'Artifact') return Type;
        const { Source } = await sagemaker.send(new DescribeArtifactCommand({ ArtifactArn: Arn }));
        return `${Type} ${Source?.SourceUri}`;
      }),
    );
    expect(found.sort()).toEqual([`Code ${CODE}`, `DataSet ${RAW}`, `DataSet ${ROWS}`, 'ProcessingJob', 'TrainingJob']);
    const components = await sagemaker.send(
      new ListTrialComponentsCommand({ TrialName: PipelineExecutionArn?.split('/').at(-1) }),
    );
    expect(components.TrialComponentSummaries?.map((one) => one.TrialComponentSource?.SourceType).sort()).toEqual([
      'SageMakerProcessingJob',
      'SageMakerTrainingJob',
    ]);
  });
});

function definition(RoleArn: string) {
  const cluster = { InstanceCount: 1, InstanceType: 'ml.m5.large', VolumeSizeInGB: 1 };
  const prepare = {
    RoleArn,
    ProcessingResources: { ClusterConfig: cluster },
    AppSpecification: {
      ImageUri: IMAGE,
      ContainerEntrypoint: ['/bin/sh', '-c', `cp ${LOCAL}/raw/words.txt ${LOCAL}/rows/`],
    },
    ProcessingInputs: [
      {
        InputName: 'raw',
        S3Input: { S3Uri: RAW, LocalPath: `${LOCAL}/raw`, S3DataType: 'S3Prefix', S3InputMode: 'File' },
      },
    ],
    ProcessingOutputConfig: {
      Outputs: [
        { OutputName: 'rows', S3Output: { S3Uri: ROWS, LocalPath: `${LOCAL}/rows`, S3UploadMode: 'EndOfJob' } },
      ],
    },
  };
  const rows = { Get: "Steps.Prepare.ProcessingOutputConfig.Outputs['rows'].S3Output.S3Uri" };
  const train = {
    RoleArn,
    AlgorithmSpecification: {
      TrainingImage: IMAGE,
      TrainingInputMode: 'File',
      ContainerEntrypoint: ['/bin/sh', '-c', 'cp /opt/ml/input/data/train/words.txt /opt/ml/model/'],
    },
    HyperParameters: { sagemaker_submit_directory: CODE, sagemaker_program: 'train.py' },
    InputDataConfig: [{ ChannelName: 'train', DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: rows } } }],
    OutputDataConfig: { S3OutputPath: `s3://${BUCKET}/models` },
    ResourceConfig: cluster,
    StoppingCondition: { MaxRuntimeInSeconds: 600 },
  };
  const register = {
    ModelPackageGroupName: 'words',
    InferenceSpecification: {
      Containers: [{ Image: IMAGE, ModelDataUrl: { Get: 'Steps.Train.ModelArtifacts.S3ModelArtifacts' } }],
      SupportedContentTypes: ['text/csv'],
      SupportedResponseMIMETypes: ['text/csv'],
    },
  };
  return {
    Version: '2020-12-01',
    PipelineExperimentConfig: {
      ExperimentName: { Get: 'Execution.PipelineName' },
      TrialName: { Get: 'Execution.PipelineExecutionId' },
    },
    Steps: [
      { Name: 'Prepare', Type: 'Processing', Arguments: prepare },
      { Name: 'Train', Type: 'Training', Arguments: train },
      { Name: 'Register', Type: 'RegisterModel', Arguments: register },
    ],
  };
}
