import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { randomLowerId } from '../../src/base/ids.ts';
import { ApiClient } from '../support/api-client.ts';
import { Gate } from '../support/gate.ts';
import { scriptArchive } from '../support/script-archive.ts';
import { type SmallDiskServer, startOnSmallDisk } from '../support/small-disk.ts';
import { compileChild } from '../support/typescript-child.ts';
import { until } from '../support/until.ts';
import type { Members } from '../support/wire-encoding.ts';
import type { FullDiskInput, FullDiskReport } from './full-disk-child.ts';

const IMAGE = 'registry.test/python:3';
const BUCKET = 'small-disk';
const PLACE = '<LocationConstraint>us-west-2</LocationConstraint>';
const MIB = 2 ** 20;
const INPUT_BYTES = 6 * MIB;
const OUTPUT_BYTES = 6 * MIB;
const LINES = 2_000;

/** Where the script of a job waits for the test. */
type Halt = 'started' | 'written';

interface Kind {
  readonly name: 'Training' | 'Processing';
  readonly create: (job: string) => Promise<Members>;
  /** Where the job's output is, in the bucket. */
  readonly outputKey: (job: string) => string;
}

let server: SmallDiskServer;
let api: ApiClient;
let gate: Gate;

const patientScript = (job: string, outputBytes = OUTPUT_BYTES) => `${gate.python}
import os
wait('${job} started')
for i in range(${LINES}):
    print('line', i)
out = '/opt/ml/model' if os.path.isdir('/opt/ml/model') else '/opt/ml/processing/output'
with open(out + '/weights', 'wb') as file:
    file.write(os.urandom(${outputBytes}))
wait('${job} written')
`;

beforeAll(async () => {
  gate = await Gate.open();
  server = await startOnSmallDisk(160, IMAGE);
  api = clientOf(server);
  await putObject(`/${BUCKET}`, `<CreateBucketConfiguration>${PLACE}</CreateBucketConfiguration>`);
  await putObject(`/${BUCKET}/data/one`, Buffer.alloc(INPUT_BYTES / 2, 1));
  await putObject(`/${BUCKET}/data/two`, Buffer.alloc(INPUT_BYTES / 2, 2));
  // Once with room: it looks for the interpreter and makes the runner's shared files.
  const [first] = KINDS;
  const job = await begin(first);
  for (const halt of ['started', 'written'] as const) await pass(job, halt);
  expect(await untilEnded(first, job)).toMatchObject({ status: 'Completed' });
});
afterAll(async () => {
  api?.close();
  gate?.close();
  await server?.close();
});

afterEach(() => server.empty());

const KINDS: readonly [Kind, Kind] = [
  { name: 'Training', create: trainingRequest, outputKey: (job) => `out/${job}/output/model.tar.gz` },
  { name: 'Processing', create: processingRequest, outputKey: (job) => `out/${job}/weights` },
];

describe.each(KINDS)('a $name job on a disk that fills up', (kind) => {
  it('is refused, or kept and run, when there is no room at its creation', async () => {
    const requests = [await requestOf(kind), await requestOf(kind), await requestOf(kind)];
    server.fill(0);
    const answers = [];
    for (const { request } of requests) answers.push(await api.call('sagemaker', `Create${kind.name}Job`, request));
    await expectAnswers();
    server.empty();
    for (const [index, answer] of answers.entries()) {
      const job = requests[index]?.job ?? '';
      if (answer.code === undefined) {
        await runThrough(kind, job);
      } else {
        expect([answer.status, answer.code]).toEqual([507, 'InternalFailure']);
        expect((await describeJob(kind, job)).code).toMatch(/ValidationException|ResourceNotFound/);
      }
    }
    await expectNothingLeft();
  });

  it('waits for room for its inputs and goes on', async () => {
    server.fill(INPUT_BYTES / 2 + 2 * MIB);
    const job = await begin(kind);
    await untilLogged(job, 'is tried again');
    await expectAnswers();
    expect((await statusOf(kind, job)).status).toBe('InProgress');
    server.empty();
    await runThrough(kind, job);
    await expectNothingLeft();
  });

  it('runs on and keeps its lines while there is no room for anything else', async () => {
    const job = await begin(kind);
    await gate.arrival(`${job} started`);
    server.fill(OUTPUT_BYTES + 2 * MIB);
    await pass(job, 'started');
    await gate.arrival(`${job} written`);
    server.fill(0);
    await expectAnswers();
    expect((await statusOf(kind, job)).status).toBe('InProgress');
    server.empty();
    await runThrough(kind, job);
    await expectNothingLeft();
  });

  it('waits for room for its outputs and goes on', async () => {
    const job = await begin(kind);
    await pass(job, 'started');
    await gate.arrival(`${job} written`);
    server.fill(1 * MIB);
    await pass(job, 'written');
    await untilLogged(job, 'is tried again');
    await expectAnswers();
    expect((await statusOf(kind, job)).status).toBe('InProgress');
    server.empty();
    await runThrough(kind, job);
    await expectNothingLeft();
  });

  it('has its end recorded as soon as that can be', async () => {
    const job = await begin(kind, { outputBytes: 0 });
    await pass(job, 'started');
    await gate.arrival(`${job} written`);
    server.fill(0);
    await pass(job, 'written');
    await sleep(1_000);
    await expectAnswers();
    server.empty();
    expect(await untilEnded(kind, job)).toMatchObject({ status: 'Completed' });
    await expectNothingLeft();
  });
});

it('waits for room for the scripts of a training job', async () => {
  const [training] = KINDS;
  const script = `# ${randomBytes(3 * MIB).toString('base64')}\nprint('here')`;
  const { job, request } = await requestOf(training, { script });
  server.fill(INPUT_BYTES + 2 * MIB);
  await api.ask('sagemaker', 'CreateTrainingJob', request);
  await untilLogged(job, 'is tried again');
  server.empty();
  expect(await untilEnded(training, job)).toEqual({ status: 'Completed', reason: undefined });
  await expectNothingLeft();
});

describe('a job that fills the disk by itself', () => {
  const FILL = `
def fill():
    with open('/opt/ml/model/junk', 'ab', buffering=0) as junk:
        while True:
            junk.write(b'x' * 65536)
`;
  const [training] = KINDS;

  it('fails by its own error, and gives the room back', async () => {
    const job = await begin(training, { script: `${FILL}\nfill()` });
    const { status, reason } = await untilEnded(training, job);
    expect({ status, reason }).toEqual({
      status: 'Failed',
      reason: expect.stringMatching(/^AlgorithmError: No space left on the disk of the server, exit code: [0-9]+$/),
    });
    await expectNothingLeft();
  });

  it('gets its outputs out when what fills the disk is no output', async () => {
    const script = `${FILL.replace('/opt/ml/model/junk', '/tmp/junk')}
open('/opt/ml/model/weights', 'w').write('weights')
try:
    fill()
except OSError:
    pass
`;
    const job = await begin(training, { script });
    expect(await untilEnded(training, job)).toEqual({ status: 'Completed', reason: undefined });
    expect(
      (await api.send({ method: 'HEAD', path: `/${BUCKET}/${training.outputKey(job)}`, service: 's3' })).status,
    ).toBe(200);
    await expectNothingLeft();
  });

  it('can be stopped while it holds all room', async () => {
    const script = `${gate.python}${FILL}
try:
    fill()
except OSError:
    wait('here')
while True:
    try:
        fill()
    except OSError:
        pass
`;
    const job = await begin(training, { script });
    await gate.arrival('here');
    gate.release('here');
    await sleep(500);
    await api.ask('sagemaker', 'StopTrainingJob', { TrainingJobName: job });
    // What it wrote is its output, which there is no room for: it goes on as soon as there is, or fails.
    await untilLogged(job, 'is tried again');
    expect(await describeJob(training, job)).toMatchObject({
      json: { TrainingJobStatus: 'Stopping', SecondaryStatus: 'Uploading' },
    });
  });
});

describe('a job that waits for room in vain', () => {
  it('fails by the server, says so, and leaves nothing behind', async () => {
    const program = compileChild(join(import.meta.dirname, 'full-disk-child.ts'));
    const folder = mkdtempSync(join(tmpdir(), 'sagebrush-full-disk-'));
    try {
      const child = program.start({ folder } satisfies FullDiskInput);
      expect(await child.ended, child.errors.join('\n')).toBe(0);
      const report = child.lines.find((line) => line.startsWith('report '))?.slice('report '.length) ?? '';
      expect(JSON.parse(report) as FullDiskReport).toEqual({
        vain: { status: 'Failed', reason: expect.stringMatching(/^CapacityError: The disk of the server has no room/) },
        filesLeft: [],
        after: { status: 'Completed' },
      });
    } finally {
      program.remove();
      rmSync(folder, { recursive: true });
    }
    // Ten attempts with pauses between them, on a machine that may be busy.
  }, 600_000);
});

async function runThrough(kind: Kind, job: string): Promise<void> {
  await pass(job, 'started');
  await pass(job, 'written');
  expect(await untilEnded(kind, job)).toEqual({ status: 'Completed', reason: undefined });
  expect(await linesOf(kind, job)).toEqual(Array.from({ length: LINES }, (_, i) => `line ${i}`));
  const head = await api.send({ method: 'HEAD', path: `/${BUCKET}/${kind.outputKey(job)}`, service: 's3' });
  expect(head.status).toBe(200);
  expect(Number(head.headers['content-length'])).toBeGreaterThanOrEqual(OUTPUT_BYTES);
}

/** The server goes on answering: what it can't do is refused with a word about the disk, and nothing else fails. */
async function expectAnswers(): Promise<void> {
  expect((await api.call('sagemaker', 'ListTrainingJobs', {})).status).toBe(200);
  const path = `/${BUCKET}/small-${randomLowerId(8)}`;
  const put = await api.send({ method: 'PUT', path, service: 's3', body: 'small' });
  expect([200, 507]).toContain(put.status);
  const got = await api.send({ method: 'GET', path, service: 's3' });
  expect(got.status).toBe(put.status === 200 ? 200 : 404);
}

/** Neither files of jobs that have ended nor halves of objects. */
async function expectNothingLeft(): Promise<void> {
  await until(
    async () => filesOfJobs(),
    (files) => files.length === 0,
  );
  expect(readdirSync(server.inside('objects', 'incoming'))).toEqual([]);
}

function filesOfJobs(): string[] {
  const runs = server.inside('runs', 'runs');
  const jobs = readdirSync(server.inside('jobs'), { recursive: true, encoding: 'utf8' });
  return [...jobs.filter((path) => path.includes('algo-')), ...(existsSync(runs) ? readdirSync(runs) : [])];
}

async function pass(job: string, halt: Halt): Promise<void> {
  await gate.arrival(`${job} ${halt}`);
  gate.release(`${job} ${halt}`);
}

async function begin(kind: Kind, members: { script?: string; outputBytes?: number } = {}): Promise<string> {
  const { job, request } = await requestOf(kind, members);
  await api.ask('sagemaker', `Create${kind.name}Job`, request);
  return job;
}

async function requestOf(kind: Kind, members: { script?: string; outputBytes?: number } = {}) {
  const job = `job-${randomLowerId(10)}`;
  const script = members.script ?? patientScript(job, members.outputBytes);
  await putObject(`/${BUCKET}/code/${job}/train.py`, script);
  await putObject(`/${BUCKET}/code/${job}.tar.gz`, await scriptArchive(script));
  return { job, request: await kind.create(job) };
}

async function trainingRequest(job: string): Promise<Members> {
  return {
    TrainingJobName: job,
    AlgorithmSpecification: { TrainingImage: IMAGE, TrainingInputMode: 'File' },
    HyperParameters: { sagemaker_program: 'train.py', sagemaker_submit_directory: `s3://${BUCKET}/code/${job}.tar.gz` },
    InputDataConfig: [
      {
        ChannelName: 'train',
        DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: `s3://${BUCKET}/data/` } },
      },
    ],
    RoleArn: roleArn(),
    OutputDataConfig: { S3OutputPath: `s3://${BUCKET}/out` },
    ResourceConfig: { InstanceType: 'ml.m5.large', InstanceCount: 1, VolumeSizeInGB: 1 },
    StoppingCondition: { MaxRuntimeInSeconds: 600 },
  };
}

async function processingRequest(job: string): Promise<Members> {
  const input = (name: string, key: string) => ({
    InputName: name,
    S3Input: {
      ...{ S3Uri: `s3://${BUCKET}/${key}`, LocalPath: `/opt/ml/processing/input/${name}` },
      ...{ S3DataType: 'S3Prefix', S3InputMode: 'File' },
    },
  });
  return {
    ProcessingJobName: job,
    AppSpecification: { ImageUri: IMAGE, ContainerEntrypoint: ['python3', '/opt/ml/processing/input/code/train.py'] },
    ProcessingInputs: [input('code', `code/${job}/train.py`), input('data', 'data/')],
    ProcessingOutputConfig: {
      Outputs: [
        {
          OutputName: 'out',
          S3Output: {
            ...{ S3Uri: `s3://${BUCKET}/out/${job}`, LocalPath: '/opt/ml/processing/output' },
            S3UploadMode: 'EndOfJob',
          },
        },
      ],
    },
    ProcessingResources: { ClusterConfig: { InstanceCount: 1, InstanceType: 'ml.m5.large', VolumeSizeInGB: 1 } },
    RoleArn: roleArn(),
    StoppingCondition: { MaxRuntimeInSeconds: 600 },
  };
}

const roleArn = () => `arn:aws:iam::${server.accountId}:role/SagebrushExecutionRole`;

function clientOf({ endpoint, accessKeyId, secretAccessKey, accountId }: SmallDiskServer): ApiClient {
  const arn = `arn:aws:iam::${accountId}:user/admin`;
  const principal = { kind: 'user', arn, account: accountId, principalId: 'AIDATEST' } as const;
  return new ApiClient({ url: endpoint, credential: { accessKeyId, secretAccessKey, principal } });
}

async function putObject(path: string, body: string | Buffer): Promise<void> {
  const { status, message } = await api.send({ method: 'PUT', path, service: 's3', body });
  expect([status, message]).toEqual([200, '']);
}

const describeJob = (kind: Kind, job: string) =>
  api.call('sagemaker', `Describe${kind.name}Job`, { [`${kind.name}JobName`]: job });

async function statusOf(kind: Kind, job: string) {
  const { json } = await describeJob(kind, job);
  const described = json as Members;
  return { status: described[`${kind.name}JobStatus`], reason: described['FailureReason'] };
}

const untilEnded = (kind: Kind, job: string) =>
  until(
    () => statusOf(kind, job),
    ({ status }) => status !== 'InProgress' && status !== 'Stopping',
  );

const untilLogged = (job: string, words: string) =>
  until(
    async () => server.output().split('\n'),
    (lines) => lines.some((line) => line.includes(job) && line.includes(words)),
  );

async function linesOf(kind: Kind, job: string): Promise<string[]> {
  return (await messagesOf(kind, job, true)).filter((line) => line.startsWith('line '));
}

/** A page of them, the first or the last. */
async function messagesOf(kind: Kind, job: string, startFromHead: boolean): Promise<string[]> {
  const logGroupName = `/aws/sagemaker/${kind.name}Jobs`;
  const found = await api.ask('logs', 'DescribeLogStreams', { logGroupName, logStreamNamePrefix: `${job}/` });
  const [stream] = found['logStreams'] as { logStreamName: string }[];
  const events = await api.ask('logs', 'GetLogEvents', {
    ...{ logGroupName, logStreamName: stream?.logStreamName },
    startFromHead,
  });
  return (events['events'] as { message: string }[]).map((event) => event.message);
}
