import { CloudWatchLogsClient, DescribeLogStreamsCommand, GetLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { CreateBucketCommand, HeadObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import {
  CreateProcessingJobCommand,
  CreateTrainingJobCommand,
  DescribeProcessingJobCommand,
  DescribeTrainingJobCommand,
  ListTagsCommand,
  ListTrainingJobsCommand,
  SageMakerClient,
  StopTrainingJobCommand,
} from '@aws-sdk/client-sagemaker';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPostgresDatabase, dropPostgresDatabase } from '../support/postgres.ts';
import { startTestServer, type TestServer } from '../support/server.ts';
import { until } from '../support/until.ts';

const IMAGE = '246618743249.dkr.ecr.us-west-2.amazonaws.com/sagemaker-scikit-learn:1.2-1-cpu-py3';
const ROLE = 'arn:aws:iam::123456789012:role/SagebrushExecutionRole';
const BUCKET = 'sdk-js-bucket';
const CODE = '/opt/ml/processing/input/code';
const FINAL = ['Completed', 'Failed', 'Stopped'];

describe.each(['SQLite', 'PostgreSQL'])('@aws-sdk v3, the server on %s', (database) => {
  let server: TestServer;
  let databaseUrl: string | undefined;
  let sagemaker: SageMakerClient;
  let s3: S3Client;
  let logs: CloudWatchLogsClient;
  beforeAll(async () => {
    if (database === 'PostgreSQL') databaseUrl = await createPostgresDatabase();
    server = await startTestServer(databaseUrl ? { environment: { SAGEBRUSH_DATABASE_URL: databaseUrl } } : {});
    const { endpoint, region, accessKeyId, secretAccessKey } = server;
    const options = { endpoint, region, credentials: { accessKeyId, secretAccessKey } };
    sagemaker = new SageMakerClient(options);
    s3 = new S3Client(options);
    logs = new CloudWatchLogsClient(options);
    await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
  });
  afterAll(async () => {
    await server.close();
    if (databaseUrl) await dropPostgresDatabase(databaseUrl);
  });

  const put = (Key: string, Body: string) => s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body }));
  const trainingJob = (name: string, command: readonly string[]) => ({
    TrainingJobName: name,
    RoleArn: ROLE,
    AlgorithmSpecification: {
      TrainingImage: IMAGE,
      TrainingInputMode: 'File' as const,
      ContainerEntrypoint: [...command],
      MetricDefinitions: [{ Name: 'loss', Regex: 'loss=([0-9.]+)' }],
    },
    OutputDataConfig: { S3OutputPath: `s3://${BUCKET}/output` },
    ResourceConfig: { InstanceCount: 1, InstanceType: 'ml.m5.large' as const, VolumeSizeInGB: 1 },
    StoppingCondition: { MaxRuntimeInSeconds: 600 },
    Tags: [{ Key: 'team', Value: 'blue' }],
  });
  const endOfTraining = (name: string) =>
    until(
      () => sagemaker.send(new DescribeTrainingJobCommand({ TrainingJobName: name })),
      (job) => FINAL.includes(job.TrainingJobStatus ?? ''),
    );

  it('trains, and finds metrics, model, tags and log lines where SageMaker puts them', async () => {
    const script = 'echo loss=0.75; echo loss=0.25; echo weights > /opt/ml/model/weights.txt';
    const { TrainingJobArn: arn } = await sagemaker.send(
      new CreateTrainingJobCommand(trainingJob('counts', ['/bin/sh', '-c', script])),
    );
    const job = await endOfTraining('counts');
    expect(job.TrainingJobStatus).toBe('Completed');
    expect(job.SecondaryStatus).toBe('Completed');
    expect(job.FinalMetricDataList).toMatchObject([{ MetricName: 'loss', Value: 0.25 }]);
    expect(job.ModelArtifacts?.S3ModelArtifacts).toBe(`s3://${BUCKET}/output/counts/output/model.tar.gz`);
    const model = await s3.send(new HeadObjectCommand({ Bucket: BUCKET, Key: 'output/counts/output/model.tar.gz' }));
    expect(model.ContentLength).toBeGreaterThan(0);
    const { Tags: tags } = await sagemaker.send(new ListTagsCommand({ ResourceArn: arn }));
    expect(tags).toEqual([{ Key: 'team', Value: 'blue' }]);
    const { logStreams } = await logs.send(
      new DescribeLogStreamsCommand({ logGroupName: '/aws/sagemaker/TrainingJobs', logStreamNamePrefix: 'counts/' }),
    );
    const { events } = await logs.send(
      new GetLogEventsCommand({
        logGroupName: '/aws/sagemaker/TrainingJobs',
        logStreamName: logStreams?.[0]?.logStreamName,
        startFromHead: true,
      }),
    );
    expect(events?.map(({ message }) => message)).toEqual(['loss=0.75', 'loss=0.25']);
  });

  it('learns with what code a script ended, and what it left in its failure file', async () => {
    const script = 'echo the data is empty > /opt/ml/output/failure; exit 3';
    await sagemaker.send(new CreateTrainingJobCommand(trainingJob('exits', ['/bin/sh', '-c', script])));
    const job = await endOfTraining('exits');
    expect(job.TrainingJobStatus).toBe('Failed');
    expect(job.FailureReason).toMatch(/^AlgorithmError: the data is empty/);
    expect(job.FailureReason).toMatch(/exit code: 3/i);
  });

  it('stops a job that would run for ever', async () => {
    await sagemaker.send(new CreateTrainingJobCommand(trainingJob('sleeps', ['/bin/sh', '-c', 'sleep 1000'])));
    await until(
      () => sagemaker.send(new DescribeTrainingJobCommand({ TrainingJobName: 'sleeps' })),
      (job) => job.SecondaryStatus === 'Training',
    );
    await sagemaker.send(new StopTrainingJobCommand({ TrainingJobName: 'sleeps' }));
    expect((await endOfTraining('sleeps')).TrainingJobStatus).toBe('Stopped');
  });

  it('cannot use a name twice, and is told which job has it', async () => {
    const again = sagemaker.send(new CreateTrainingJobCommand(trainingJob('counts', ['/bin/true'])));
    await expect(again).rejects.toMatchObject({ name: 'ResourceInUse', message: expect.stringContaining('counts') });
    const { TrainingJobSummaries: jobs } = await sagemaker.send(
      new ListTrainingJobsCommand({ NameContains: 'counts' }),
    );
    expect(jobs).toHaveLength(1);
  });

  it('processes with a script from S3, and is told when its input is missing', async () => {
    await put('code/copy.py', 'print(open("/opt/ml/processing/in/words.txt").read().upper())');
    await put('words/words.txt', 'sage and brush');
    const processingJob = (name: string, words: string) =>
      new CreateProcessingJobCommand({
        ProcessingJobName: name,
        RoleArn: ROLE,
        AppSpecification: { ImageUri: IMAGE, ContainerEntrypoint: ['python3', `${CODE}/copy.py`] },
        ProcessingInputs: [
          { InputName: 'code', S3Input: input('code/copy.py', CODE) },
          { InputName: 'words', S3Input: input(words, '/opt/ml/processing/in') },
        ],
        ProcessingResources: { ClusterConfig: { InstanceCount: 1, InstanceType: 'ml.m5.large', VolumeSizeInGB: 1 } },
      });
    const endOf = async (name: string) =>
      until(
        () => sagemaker.send(new DescribeProcessingJobCommand({ ProcessingJobName: name })),
        (job) => FINAL.includes(job.ProcessingJobStatus ?? ''),
      );
    await sagemaker.send(processingJob('words', 'words/'));
    expect((await endOf('words')).ProcessingJobStatus).toBe('Completed');
    await expect(sagemaker.send(processingJob('no-words', 'nowhere/'))).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining(`No S3 objects found under S3 URL "s3://${BUCKET}/nowhere/"`),
    });
    await expect(endOf('no-words')).rejects.toThrow('Could not find requested job with name: no-words');
  });

  it('ends cleanly on SIGTERM, and has lost nothing at the next start', async () => {
    expect(await server.end('SIGTERM')).toBe(0);
    await server.killAndRestart();
    expect((await endOfTraining('exits')).TrainingJobStatus).toBe('Failed');
  });
});

function input(key: string, localPath: string) {
  return {
    S3Uri: `s3://${BUCKET}/${key}`,
    LocalPath: localPath,
    S3DataType: 'S3Prefix' as const,
    S3InputMode: 'File' as const,
  };
}
