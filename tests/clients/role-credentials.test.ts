import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import {
  CreateProcessingJobCommand,
  DescribeProcessingJobCommand,
  SageMakerClient,
  StopProcessingJobCommand,
} from '@aws-sdk/client-sagemaker';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { randomLowerId } from '../../src/base/ids.ts';
import { clientTool } from '../support/client-tools.ts';
import { outputOf } from '../support/run-program.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

const LOG_GROUP = '/aws/sagemaker/ProcessingJobs';
const program = (name: string) => fileURLToPath(new URL(`role-credentials/${name}`, import.meta.url));

describe('Keys inside a job', () => {
  let server: TestServer;
  let sagemaker: SageMakerClient;
  let logs: CloudWatchLogsClient;

  beforeAll(async () => {
    server = await startTestServer({ flags: ['--images', `in-job:*=${clientTool('python')}`] });
    const { endpoint, region, accessKeyId, secretAccessKey } = server;
    const settings = { endpoint, region, credentials: { accessKeyId, secretAccessKey } };
    sagemaker = new SageMakerClient(settings);
    logs = new CloudWatchLogsClient(settings);
    const s3 = new S3Client({ ...settings, forcePathStyle: true });
    await s3.send(new CreateBucketCommand({ Bucket: 'programs' }));
    const Body = readFileSync(program('ask_boto3.py'));
    await s3.send(new PutObjectCommand({ Bucket: 'programs', Key: 'ask_boto3.py', Body }));
  });
  afterAll(() => server.close());

  async function start(command: string[], isolated = false): Promise<string> {
    const ProcessingJobName = `job-${randomLowerId(10)}`;
    await sagemaker.send(
      new CreateProcessingJobCommand({
        ProcessingJobName,
        RoleArn: `arn:aws:iam::${server.accountId}:role/SagebrushExecutionRole`,
        AppSpecification: { ImageUri: 'in-job:1', ContainerEntrypoint: command },
        ProcessingResources: { ClusterConfig: { InstanceCount: 1, InstanceType: 'ml.m5.large', VolumeSizeInGB: 1 } },
        ProcessingInputs: [
          {
            InputName: 'code',
            S3Input: {
              S3Uri: 's3://programs/ask_boto3.py',
              LocalPath: '/opt/ml/processing/input/code',
              S3DataType: 'S3Prefix',
              S3InputMode: 'File',
            },
          },
        ],
        NetworkConfig: { EnableNetworkIsolation: isolated },
      }),
    );
    return ProcessingJobName;
  }

  /** The first line that the job prints. */
  function firstLine(job: string): Promise<string> {
    return vi.waitUntil(
      async () => {
        const { events } = await logs
          .send(new FilterLogEventsCommand({ logGroupName: LOG_GROUP, logStreamNamePrefix: job }))
          .catch(() => ({ events: [] }));
        return events?.[0]?.message;
      },
      { timeout: 60_000, interval: 200 },
    );
  }

  it('are found by boto3 and the AWS SDK for JavaScript without a key in the environment, and end with it', async () => {
    const job = await start(['python3', '/opt/ml/processing/input/code/ask_boto3.py']);
    const arn = `arn:aws:sts::${server.accountId}:assumed-role/SagebrushExecutionRole/SageMaker`;
    const seen = JSON.parse(await firstLine(job));
    expect(seen).toMatchObject({ static: [], method: 'container-role', arn, jobs: 1 });
    const { environment } = seen;
    expect(environment.AWS_CONTAINER_CREDENTIALS_FULL_URI).toBe(`${server.endpoint}/_sagebrush/role-credentials`);

    const { PATH = '' } = server.environment;
    const bySdk = JSON.parse(await outputOf(process.execPath, [program('ask-sdk.mjs')], { PATH, ...environment }));
    expect(bySdk).toMatchObject({ arn, key: expect.stringMatching(/^ASIA/) });
    expect(bySdk.hoursLeft).toBeLessThanOrEqual(1);

    await server.killAndRestart();
    const ask = () =>
      fetch(environment.AWS_CONTAINER_CREDENTIALS_FULL_URI, {
        headers: { authorization: environment.AWS_CONTAINER_AUTHORIZATION_TOKEN },
      });
    expect((await ask()).status).toBe(200);
    await sagemaker.send(new StopProcessingJobCommand({ ProcessingJobName: job }));
    await vi.waitUntil(
      async () => {
        const { ProcessingJobStatus } = await sagemaker.send(
          new DescribeProcessingJobCommand({ ProcessingJobName: job }),
        );
        return ProcessingJobStatus === 'Stopped';
      },
      { timeout: 60_000, interval: 200 },
    );
    const late = await ask();
    expect(late.status).toBe(403);
    expect(await late.json()).toMatchObject({ message: expect.stringContaining('has ended') });
  });

  it('are not there in an isolated job', async () => {
    const script = "import os; print(sorted(n for n in os.environ if n.startswith('AWS_')))";
    expect(await firstLine(await start(['python3', '-c', script], true))).toBe("['AWS_DEFAULT_REGION', 'AWS_REGION']");
  });
});
