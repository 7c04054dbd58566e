import { CloudWatchLogsClient, DescribeLogStreamsCommand, GetLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import {
  CreateEndpointCommand,
  CreateEndpointConfigCommand,
  CreateModelCommand,
  CreateTrainingJobCommand,
  DeleteEndpointCommand,
  DescribeEndpointCommand,
  type DescribeEndpointCommandOutput,
  DescribeTrainingJobCommand,
  StopTrainingJobCommand,
} from '@aws-sdk/client-sagemaker';
import { InvokeEndpointCommand, SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { randomLowerId } from '../../src/base/ids.ts';
import { processesWith } from '../support/processes.ts';
import { startTestServer, type TestServer } from '../support/server.ts';
import { patientClients } from '../support/slow-pipeline.ts';
import { archiveOf } from '../support/text-archive.ts';
import { until } from '../support/until.ts';

const IMAGE = '246618743249.dkr.ecr.us-west-2.amazonaws.com/sagemaker-scikit-learn:1.2-1-cpu-py3';
const BUCKET = 'endpoint-kill';
/** In the environment of every host of the model. */
const MARK = `mark-${randomLowerId(16)}`;

/** Each process answers with a number of its own; the text `crash` ends it. */
const INFERENCE = `
import os, uuid

def model_fn(model_dir):
    print("model loaded", flush=True)
    return str(uuid.uuid4())

def input_fn(body, content_type):
    return body

def predict_fn(data, model):
    if "crash" in str(data):
        os._exit(3)
    return model

def output_fn(prediction, accept):
    return prediction
`;

/** Works until it is stopped, or until nobody can be waiting for it any more. */
const TRAIN = `
import time
print("begun", flush=True)
time.sleep(120)
`;

let server: TestServer;
let sagemaker: ReturnType<typeof patientClients>['sagemaker'];
let runtime: SageMakerRuntimeClient;
let logs: CloudWatchLogsClient;

beforeAll(async () => {
  server = await startTestServer();
  const clients = patientClients(server);
  ({ sagemaker } = clients);
  runtime = new SageMakerRuntimeClient(clients.settings);
  logs = new CloudWatchLogsClient(clients.settings);
  await clients.s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
  const archives = {
    'model.tar.gz': { 'weights.txt': 'x' },
    'code.tar.gz': { 'inference.py': INFERENCE },
    'train.tar.gz': { 'train.py': TRAIN },
  };
  for (const [Key, files] of Object.entries(archives)) {
    await clients.s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: await archiveOf(files) }));
  }
  await sagemaker.send(
    new CreateModelCommand({
      ModelName: 'model',
      ExecutionRoleArn: `arn:aws:iam::${server.accountId}:role/SagebrushExecutionRole`,
      PrimaryContainer: {
        Image: IMAGE,
        ModelDataUrl: `s3://${BUCKET}/model.tar.gz`,
        Environment: {
          MARK,
          SAGEMAKER_PROGRAM: 'inference.py',
          SAGEMAKER_SUBMIT_DIRECTORY: `s3://${BUCKET}/code.tar.gz`,
        },
      },
    }),
  );
  const variant = { VariantName: 'AllTraffic', ModelName: 'model', InstanceType: 'ml.m5.large' as const };
  await sagemaker.send(
    new CreateEndpointConfigCommand({
      EndpointConfigName: 'config',
      ProductionVariants: [{ ...variant, InitialInstanceCount: 1 }],
    }),
  );
  // Once undisturbed: it builds the runtime, which takes minutes where it was never built.
  await create('first');
  await untilStatus('first', /InService|Failed/);
}, 600_000);

afterAll(async () => {
  for (const EndpointName of ['first', 'second']) {
    await sagemaker.send(new DeleteEndpointCommand({ EndpointName })).catch(() => undefined);
    await until(
      () => sagemaker.send(new DescribeEndpointCommand({ EndpointName })).catch((error: Error) => error.message),
      (shown) => typeof shown === 'string',
    );
  }
  await server.close();
});

it('keeps its endpoint in service, with the same process behind it, when the server is killed', async () => {
  const before = await ask('first', 'who');
  await server.killAndRestart();
  expect((await describe('first')).EndpointStatus).toBe('InService');
  expect(await ask('first', 'who')).toBe(before);

  await expect(ask('first', 'crash')).rejects.toMatchObject({ name: 'ModelError' });
  await until(
    () => ask('first', 'who').catch(() => before),
    (after) => after !== before,
  );
  expect((await describe('first')).EndpointStatus).toBe('InService');
});

it('ends its hosts when it is told to end, leaves jobs running, says both, and takes all up again', async () => {
  const before = await ask('first', 'who');
  expect((await processesWith(MARK)).length).toBeGreaterThan(0);
  await train('long');
  await until(
    () => messages('/aws/sagemaker/TrainingJobs'),
    (lines) => lines.includes('begun'),
  );
  const beganAtMs = Date.now();
  expect(await server.end('SIGTERM')).toBe(0);
  expect(Date.now() - beganAtMs).toBeLessThan(10_000);
  expect(server.output()).toContain('1 endpoint was stopped; the next start on this data directory brings it up.\n');
  expect(server.output()).toContain('1 job runs on; the next start on this data directory takes it up again.\n');
  expect(await processesWith(MARK)).toEqual([]);
  expect((await processesWith(server.dataDir)).length).toBeGreaterThan(0);

  await server.killAndRestart();
  expect(await describe('first')).toMatchObject({ EndpointStatus: 'InService' });
  expect((await describe('first')).FailureReason).toBeUndefined();
  const after = await until(
    () => ask('first', 'who').catch(() => before),
    (answer) => answer !== before,
  );
  expect(await ask('first', 'who')).toBe(after);
  const job = { TrainingJobName: 'long' };
  expect(await sagemaker.send(new DescribeTrainingJobCommand(job))).toMatchObject({ TrainingJobStatus: 'InProgress' });
  await sagemaker.send(new StopTrainingJobCommand(job));
  await until(
    () => sagemaker.send(new DescribeTrainingJobCommand(job)),
    (shown) => shown.TrainingJobStatus === 'Stopped',
  );
});

it('brings an endpoint up that was being created when the server was killed, and starts its host once', async () => {
  await create('second');
  await server.killAndRestart();
  await untilStatus('second', /InService|Failed/);
  expect((await describe('second')).EndpointStatus, server.output()).toBe('InService');
  await ask('second', 'who');
  const loaded = await until(
    () => messages('/aws/sagemaker/Endpoints/second'),
    (lines) => lines.length > 0,
  );
  expect(loaded.filter((line) => line === 'model loaded')).toHaveLength(1);
});

const create = (EndpointName: string) =>
  sagemaker.send(new CreateEndpointCommand({ EndpointName, EndpointConfigName: 'config' }));

const train = (TrainingJobName: string) =>
  sagemaker.send(
    new CreateTrainingJobCommand({
      TrainingJobName,
      RoleArn: `arn:aws:iam::${server.accountId}:role/SagebrushExecutionRole`,
      AlgorithmSpecification: { TrainingImage: IMAGE, TrainingInputMode: 'File' },
      HyperParameters: {
        sagemaker_program: 'train.py',
        sagemaker_submit_directory: `s3://${BUCKET}/train.tar.gz`,
      },
      OutputDataConfig: { S3OutputPath: `s3://${BUCKET}/models` },
      ResourceConfig: { InstanceCount: 1, InstanceType: 'ml.m5.large', VolumeSizeInGB: 1 },
      StoppingCondition: { MaxRuntimeInSeconds: 600 },
    }),
  );

const describe = (EndpointName: string) => sagemaker.send(new DescribeEndpointCommand({ EndpointName }));

function untilStatus(name: string, wanted: RegExp): Promise<DescribeEndpointCommandOutput> {
  return until(
    () => describe(name),
    (shown) => wanted.test(shown.EndpointStatus ?? ''),
  );
}

async function ask(EndpointName: string, text: string): Promise<string> {
  const { Body } = await runtime.send(
    new InvokeEndpointCommand({ EndpointName, Body: text, ContentType: 'text/plain' }),
  );
  return Buffer.from(Body ?? []).toString();
}

async function messages(logGroupName: string): Promise<string[]> {
  const { logStreams = [] } = await logs.send(new DescribeLogStreamsCommand({ logGroupName })).catch(() => ({
    logStreams: [],
  }));
  const lines: string[] = [];
  for (const { logStreamName } of logStreams) {
    const { events = [] } = await logs.send(
      new GetLogEventsCommand({ logGroupName, logStreamName: logStreamName ?? '', startFromHead: true }),
    );
    lines.push(...events.map((event) => event.message ?? ''));
  }
  return lines;
}
