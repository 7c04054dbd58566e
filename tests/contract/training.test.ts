import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { list } from 'tar';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { CreateTrainingJobRequest } from '../../src/api/generated/sagemaker-types.ts';
import { randomLowerId } from '../../src/base/ids.ts';
import { type JobWorld, openJobWorld } from '../support/job-world.ts';
import { forEachStore } from '../support/stores.ts';
import { IMAGE } from '../support/system-python.ts';

const LOG_GROUP = '/aws/sagemaker/TrainingJobs';
/** Prints what a host was given, then waits for ever, whatever it is told. */
const STUBBORN = `
import signal, time
signal.signal(signal.SIGTERM, lambda *_: print('told to end'))
open('/opt/ml/model/partial', 'w').write('x')
print('here')
while True: time.sleep(0.05)
`;

forEachStore('Training jobs', (open) => {
  let world: JobWorld;

  beforeAll(async () => {
    world = await openJobWorld(await open(), { stopGraceMs: 1_000 });
  });
  afterAll(() => world.close());

  async function request(script: string, members: Partial<CreateTrainingJobRequest> = {}) {
    return {
      TrainingJobName: `Job-${randomLowerId(10)}`,
      AlgorithmSpecification: { TrainingImage: IMAGE, TrainingInputMode: 'File' },
      RoleArn: world.role,
      OutputDataConfig: { S3OutputPath: `s3://${world.bucket}/models/` },
      ResourceConfig: { InstanceType: 'ml.m5.large', InstanceCount: 1, VolumeSizeInGB: 1 },
      StoppingCondition: { MaxRuntimeInSeconds: 600 },
      ...members,
      HyperParameters: {
        sagemaker_submit_directory: JSON.stringify(await world.putScript(script)),
        ...members.HyperParameters,
      },
    } satisfies CreateTrainingJobRequest;
  }

  async function start(script: string, members: Partial<CreateTrainingJobRequest> = {}): Promise<string> {
    const input = await request(script, members);
    await world.call('CreateTrainingJob', input);
    return input.TrainingJobName;
  }

  async function run(script: string, members: Partial<CreateTrainingJobRequest> = {}) {
    return await world.untilTraining(await start(script, members));
  }

  async function namesIn(archiveUri: string): Promise<string[]> {
    const names: string[] = [];
    const parser = list({ onReadEntry: (entry) => names.push(entry.path) });
    parser.end(await world.get(archiveUri));
    await vi.waitUntil(() => names.length > 0);
    return names.filter((name) => name !== './').sort();
  }

  const channel = (name: string, uri: string, members: object = {}) => ({
    ChannelName: name,
    DataSource: { S3DataSource: { S3DataType: 'S3Prefix' as const, S3Uri: uri, ...members } },
  });

  it('leaves a model archive, output, logs, metrics and no directory when the script ends well', async () => {
    const script = `
import os
print('accuracy=0.25')
print('accuracy=0.75 done')
os.makedirs('/opt/ml/model/sub')
open('/opt/ml/model/model.txt', 'w').write('weights')
open('/opt/ml/model/sub/@odd', 'w').write('x')
open('/opt/ml/output/data/plot.txt', 'w').write('plot')
`;
    const job = await run(script, {
      AlgorithmSpecification: {
        TrainingImage: IMAGE,
        TrainingInputMode: 'File',
        MetricDefinitions: [{ Name: 'accuracy', Regex: 'accuracy=([0-9.]+)' }],
      },
    });
    expect(job.FailureReason).toBeUndefined();
    expect(job).toMatchObject({ TrainingJobStatus: 'Completed', SecondaryStatus: 'Completed' });
    const folder = `s3://${world.bucket}/models/${job.TrainingJobName}/output`;
    expect(job.ModelArtifacts).toEqual({ S3ModelArtifacts: `${folder}/model.tar.gz` });
    expect(await namesIn(`${folder}/model.tar.gz`)).toEqual(['model.txt', 'sub/', 'sub/@odd']);
    expect(await namesIn(`${folder}/output.tar.gz`)).toEqual(['plot.txt']);
    expect(job.FinalMetricDataList).toMatchObject([{ MetricName: 'accuracy', Value: 0.75 }]);
    expect(await world.lines(LOG_GROUP, job.TrainingJobName)).toEqual({
      'algo-1': ['accuracy=0.25', 'accuracy=0.75 done'],
    });
    await vi.waitUntil(
      () =>
        !existsSync(join(world.dataDir, 'jobs/training-job/123456789012/us-west-2', job.TrainingJobName.toLowerCase())),
      { timeout: 10_000 },
    );
  });

  it('runs on processors what was meant for accelerators, and says so', async () => {
    const ResourceConfig = { InstanceType: 'ml.p3.2xlarge', InstanceCount: 1, VolumeSizeInGB: 1 } as const;
    const job = await run('print(1)', { ResourceConfig });
    expect(job.TrainingJobStatus).toBe('Completed');
    const [starting] = job.SecondaryStatusTransitions ?? [];
    expect(starting?.StatusMessage).toContain('no runner here has the accelerators of ml.p3.2xlarge');
  });

  it('tells what clients read in Describe, from the first moment and at the end', async () => {
    const input = await request('print(1)', { Tags: [{ Key: 'team', Value: 'blue' }] });
    const { TrainingJobArn } = await world.call('CreateTrainingJob', input);
    const name = input.TrainingJobName;
    expect(TrainingJobArn).toBe(`arn:aws:sagemaker:us-west-2:123456789012:training-job/${name.toLowerCase()}`);
    const early = await world.call('DescribeTrainingJob', { TrainingJobName: name });
    expect(early).toMatchObject({
      OutputDataConfig: { KmsKeyId: '' },
      EnableNetworkIsolation: false,
      EnableInterContainerTrafficEncryption: false,
      EnableManagedSpotTraining: false,
    });
    expect(early).not.toHaveProperty('Tags');
    const job = await world.untilTraining(name);
    const transitions = job.SecondaryStatusTransitions ?? [];
    expect(transitions.map((one) => one.Status)).toEqual(['Starting', 'Training', 'Uploading', 'Completed']);
    expect(transitions.every((one) => one.EndTime !== undefined)).toBe(true);
    expect(job.TrainingEndTime).toBeGreaterThanOrEqual(job.TrainingStartTime ?? Number.POSITIVE_INFINITY);
    expect(job).toHaveProperty('BillableTimeInSeconds');
    expect((await world.call('ListTags', { ResourceArn: TrainingJobArn })).Tags).toEqual([
      { Key: 'team', Value: 'blue' },
    ]);
    const listed = await world.call('ListTrainingJobs', { NameContains: name });
    expect(listed.TrainingJobSummaries).toMatchObject([{ TrainingJobName: name, TrainingJobStatus: 'Completed' }]);
    expect(listed).not.toHaveProperty('NextToken');
  });

  it('gives the host its data, configuration, name and a way to short-lived keys', async () => {
    await world.put('in/a.csv', 'a');
    await world.put('in/deep/b.csv', 'b');
    await world.put('in/', '');
    await world.put('input-2.csv', 'c');
    const exact = await world.put('one/exact.csv', 'e');
    const script = `
import json, os, socket
files = sorted(os.path.join(d, f) for d, _, fs in os.walk('/opt/ml/input/data') for f in fs)
config = {f: json.load(open('/opt/ml/input/config/' + f)) for f in os.listdir('/opt/ml/input/config')}
env = {k: os.environ.get(k) for k in ('TRAINING_JOB_NAME', 'TRAINING_JOB_ARN', 'AWS_REGION', 'AWS_ENDPOINT_URL', 'MINE')}
keys = sorted(k for k in os.environ if k.startswith(('AWS_ACCESS', 'AWS_SECRET', 'AWS_SESSION', 'AWS_CONTAINER')))
print(json.dumps({'files': files, 'config': config, 'env': env, 'keys': keys, 'host': socket.gethostname(),
  'address': socket.gethostbyname('algo-1'), 'cwd': os.getcwd()}))
`;
    const job = await run(script, {
      InputDataConfig: [
        { ...channel('train', `s3://${world.bucket}/in`), ContentType: 'text/csv' },
        channel('exact', exact),
      ],
      HyperParameters: { epochs: '3' },
      Environment: { MINE: 'yes' },
    });
    expect(job.TrainingJobStatus).toBe('Completed');
    expect(job.SecondaryStatusTransitions?.map((one) => one.Status)).toContain('Downloading');
    const [line = ''] = (await world.lines(LOG_GROUP, job.TrainingJobName))['algo-1'] ?? [];
    const seen = JSON.parse(line);
    expect(seen).toMatchObject({
      files: [
        '/opt/ml/input/data/exact/exact.csv',
        '/opt/ml/input/data/train/a.csv',
        '/opt/ml/input/data/train/deep/b.csv',
        '/opt/ml/input/data/train/input-2.csv',
      ],
      env: { TRAINING_JOB_NAME: job.TrainingJobName, TRAINING_JOB_ARN: job.TrainingJobArn, MINE: 'yes' },
      keys: ['AWS_CONTAINER_AUTHORIZATION_TOKEN', 'AWS_CONTAINER_CREDENTIALS_FULL_URI'],
      host: 'algo-1',
      address: '127.0.0.1',
      cwd: '/opt/ml',
    });
    expect(seen.config['hyperparameters.json']).toEqual(job.HyperParameters);
    expect(seen.config['inputdataconfig.json'].train).toEqual({
      TrainingInputMode: 'File',
      S3DistributionType: 'FullyReplicated',
      RecordWrapperType: 'None',
      ContentType: 'text/csv',
    });
    expect(seen.config['resourceconfig.json']).toMatchObject({ current_host: 'algo-1', hosts: ['algo-1'] });
    const stored = JSON.stringify(job);
    expect(stored).not.toContain('AUTHORIZATION_TOKEN');
  });

  it('gives no keys and no network to an isolated job', async () => {
    const script = `
import os, socket
print(os.environ.get('AWS_CONTAINER_CREDENTIALS_FULL_URI'), os.environ.get('AWS_ENDPOINT_URL'), sorted(n for _, n in socket.if_nameindex()))
`;
    const job = await run(script, { EnableNetworkIsolation: true });
    expect(await world.lines(LOG_GROUP, job.TrainingJobName)).toEqual({ 'algo-1': ["None None ['lo']"] });
  });

  it('fails with the exit code, and with what the script wrote to the failure file', async () => {
    const silent = await run('import sys; sys.exit(3)');
    expect(silent).toMatchObject({ TrainingJobStatus: 'Failed', FailureReason: 'AlgorithmError: , exit code: 3' });
    expect(silent.ModelArtifacts).toBeUndefined();
    const telling = await run(`
open('/opt/ml/output/failure', 'w').write('ValueError: bad rows')
open('/opt/ml/model/partial', 'w').write('x')
import sys; sys.exit(1)`);
    expect(telling.FailureReason).toBe('AlgorithmError: ValueError: bad rows, exit code: 1');
    expect(telling.ModelArtifacts?.S3ModelArtifacts).toContain('/output/model.tar.gz');
    const long = await run(`
open('/opt/ml/output/failure', 'w').write('x' * 5000)
import sys; sys.exit(9)`);
    expect(long.FailureReason).toHaveLength(1024);
    expect(long.FailureReason).toMatch(/^AlgorithmError: x+, exit code: 9$/);
  });

  it('stops on request: SIGTERM, then SIGKILL, and keeps what the model directory holds', async () => {
    const name = await start(STUBBORN);
    await vi.waitUntil(async () => (await world.lines(LOG_GROUP, name))['algo-1']?.includes('here'), {
      timeout: 20_000,
    });
    await world.call('StopTrainingJob', { TrainingJobName: name });
    const stopping = await world.call('DescribeTrainingJob', { TrainingJobName: name });
    expect(stopping).toMatchObject({ TrainingJobStatus: 'Stopping', SecondaryStatus: 'Stopping' });
    await world.call('StopTrainingJob', { TrainingJobName: name });
    const job = await world.untilTraining(name);
    expect(job).toMatchObject({ TrainingJobStatus: 'Stopped', SecondaryStatus: 'Stopped' });
    expect(job.FailureReason).toBeUndefined();
    expect(await namesIn(job.ModelArtifacts.S3ModelArtifacts)).toEqual(['partial']);
    expect((await world.lines(LOG_GROUP, name))['algo-1']?.slice(0, 2)).toEqual(['here', 'told to end']);
    await expect(world.call('StopTrainingJob', { TrainingJobName: name })).rejects.toThrow(
      'The request was rejected because the training job is in status Stopped.',
    );
  });

  it('stops at its time limit without a failure', async () => {
    const job = await run(STUBBORN, { StoppingCondition: { MaxRuntimeInSeconds: 1 } });
    expect(job).toMatchObject({ TrainingJobStatus: 'Stopped', SecondaryStatus: 'MaxRuntimeExceeded' });
    expect(job.FailureReason).toBeUndefined();
    expect(job.SecondaryStatusTransitions?.at(-1)?.StatusMessage).toBe(
      'Training job runtime exceeded MaxRuntimeInSeconds provided',
    );
  });

  it('runs two hosts that see each other, share the data and make one model', async () => {
    for (const part of ['0', '1', '2']) await world.put(`shards/part-${part}`, part);
    const script = `
import json, os, socket
me = json.load(open('/opt/ml/input/config/resourceconfig.json'))
data = sorted(os.listdir('/opt/ml/input/data/train'))
open('/opt/ml/model/' + me['current_host'], 'w').write('x')
open('/opt/ml/model/shared', 'w').write(me['current_host'])
print(me['current_host'], me['hosts'], data, [socket.gethostbyname(h) for h in me['hosts']])
`;
    const job = await run(script, {
      ResourceConfig: { InstanceType: 'ml.m5.large', InstanceCount: 2, VolumeSizeInGB: 1 },
      InputDataConfig: [channel('train', `s3://${world.bucket}/shards/`, { S3DataDistributionType: 'ShardedByS3Key' })],
    });
    expect(job.TrainingJobStatus).toBe('Completed');
    expect(await world.lines(LOG_GROUP, job.TrainingJobName)).toEqual({
      'algo-1': ["algo-1 ['algo-1', 'algo-2'] ['part-0', 'part-2'] ['127.0.0.1', '127.0.0.2']"],
      'algo-2': ["algo-2 ['algo-1', 'algo-2'] ['part-1'] ['127.0.0.1', '127.0.0.2']"],
    });
    expect(await namesIn(job.ModelArtifacts.S3ModelArtifacts)).toEqual(['algo-1', 'algo-2', 'shared']);
  });

  it('ends the other host when one fails, and names the fault of the first', async () => {
    const script = `
import json, sys, time
if json.load(open('/opt/ml/input/config/resourceconfig.json'))['current_host'] == 'algo-2': sys.exit(7)
time.sleep(600)
`;
    const job = await run(script, {
      ResourceConfig: { InstanceType: 'ml.m5.large', InstanceCount: 2, VolumeSizeInGB: 1 },
    });
    expect(job.FailureReason).toBe('AlgorithmError: , exit code: 7');
  });

  it('reads a manifest, and fails the job when it lists what is not there', async () => {
    await world.put('listed/a', 'a');
    const prefix = { prefix: `s3://${world.bucket}/listed/` };
    const good = await world.put('manifests/good', JSON.stringify([prefix, 'a']));
    const bad = await world.put('manifests/bad', JSON.stringify([prefix, 'a', 'gone']));
    const script = `import os; print(os.listdir('/opt/ml/input/data/train'))`;
    const manifest = (uri: string) => ({ InputDataConfig: [channel('train', uri, { S3DataType: 'ManifestFile' })] });
    const job = await run(script, manifest(good));
    expect(await world.lines(LOG_GROUP, job.TrainingJobName)).toEqual({ 'algo-1': ["['a']"] });
    const failed = await run(script, manifest(bad));
    expect(failed.FailureReason).toBe(
      `ClientError: Data download failed:Failed to download data. NoSuchKey: s3://${world.bucket}/listed/gone is listed but not there.`,
    );
  });

  it('brings checkpoints back and forth', async () => {
    await world.put('checkpoints/epoch-1', 'one');
    const script = `
import os
print(open('/opt/ml/checkpoints/epoch-1').read())
open('/opt/ml/checkpoints/epoch-2', 'w').write('two')
`;
    const job = await run(script, { CheckpointConfig: { S3Uri: `s3://${world.bucket}/checkpoints/` } });
    expect(job.TrainingJobStatus).toBe('Completed');
    expect(await world.getText(`s3://${world.bucket}/checkpoints/epoch-2`)).toBe('two');
  });

  it('puts model files as they are when no compression is asked for', async () => {
    const job = await run(`open('/opt/ml/model/weights', 'w').write('w')`, {
      OutputDataConfig: { S3OutputPath: `s3://${world.bucket}/plain`, CompressionType: 'NONE' },
    });
    expect(await world.getText(`${job.ModelArtifacts.S3ModelArtifacts}weights`)).toBe('w');
  });

  it('never follows a link out of the job', async () => {
    const script = `
import os, shutil
shutil.rmtree('/opt/ml/model'); os.symlink('${world.dataDir}', '/opt/ml/model')
shutil.rmtree('/opt/ml/output/data'); os.symlink('/etc', '/opt/ml/output/data')
os.symlink('/etc/passwd', '/opt/ml/output/failure')
import sys; sys.exit(1)
`;
    const job = await run(script);
    expect(job.FailureReason).toBe('AlgorithmError: , exit code: 1');
    expect(job.ModelArtifacts).toBeUndefined();
    expect((await world.objects.list(world.bucket, `models/${job.TrainingJobName}/`, 10)).objects).toEqual([]);
  });

  it('fails when the model has folders nested too deep to be read, and says so', async () => {
    const job = await run(`
import os
for name in 'ab':
    os.chdir('/opt/ml/model')
    os.mkdir(name)
    for _ in range(30):
        os.chdir(name)
        name = name[0] * 200
        os.mkdir(name)
`);
    expect(job.TrainingJobStatus).toBe('Failed');
    expect(job.FailureReason).toMatch(
      /^ClientError: Artifact upload failed:.* "\/opt\/ml\/model\/.*can not be read .ENAMETOOLONG.\.$/,
    );
  });

  it('cleans up after a script that took its own rights away', async () => {
    const job = await run(`
import os
os.makedirs('/opt/ml/output/locked/in'); os.chmod('/opt/ml/output/locked', 0)`);
    expect(job.TrainingJobStatus).toBe('Completed');
    const directory = join(
      world.dataDir,
      'jobs/training-job/123456789012/us-west-2',
      job.TrainingJobName.toLowerCase(),
    );
    await vi.waitUntil(() => !existsSync(directory), { timeout: 10_000 });
  });

  it('fails when a checkpoint has a name that is no text, keeps the last words, and names the place as the script knows it', async () => {
    const script = `
import os, time
open(b'/opt/ml/checkpoints/caf\\xe9', 'w').close()
print('last words', end='', flush=True)
time.sleep(60)
`;
    const CheckpointConfig = { S3Uri: `s3://${world.bucket}/checkpoints-${randomLowerId(6)}` };
    const job = await world.untilTraining(await start(script, { CheckpointConfig }));
    expect(job.FailureReason).toMatch(
      /^ClientError: Artifact upload failed:.* "\/opt\/ml\/checkpoints\/caf\ufffd" has a name that is not UTF-8 text\.$/,
    );
    expect(await world.lines(LOG_GROUP, job.TrainingJobName)).toEqual({ 'algo-1': ['last words'] });
  });

  it('does not mind a file that is the exit message of a processing job', async () => {
    const job = await run(`open('/opt/ml/output/message', 'wb').write(bytes([255, 254]))`);
    expect(job.TrainingJobStatus).toBe('Completed');
  });

  it('gives up a metric whose pattern would take for ever, and finds the others, as long as they are finite', async () => {
    const job = await run(`print('a' * 60 + '!'); print('loss=2'); print('loss=Infinity'); print('loss=1e999')`, {
      AlgorithmSpecification: {
        TrainingImage: IMAGE,
        TrainingInputMode: 'File',
        MetricDefinitions: [
          { Name: 'endless', Regex: '((a+)+)+$' },
          { Name: 'loss', Regex: 'loss=(.+)' },
        ],
      },
    });
    expect(job.TrainingJobStatus).toBe('Completed');
    expect(job.FinalMetricDataList).toMatchObject([{ MetricName: 'loss', Value: 2 }]);
  });

  describe('a request that is refused', () => {
    it.each<[string, (input: CreateTrainingJobRequest) => CreateTrainingJobRequest, string]>([
      [
        'an image that can not be run',
        (input) => ({ ...input, AlgorithmSpecification: { TrainingImage: 'x/y:1', TrainingInputMode: 'File' } }),
        'The image x/y:1 can not be run here.',
      ],
      [
        'an input without objects',
        (input) => ({ ...input, InputDataConfig: [channel('train', `s3://${world.bucket}/nothing/`)] }),
        `No S3 objects found under S3 URL "s3://`,
      ],
      [
        'an input in a bucket that is not there',
        (input) => ({ ...input, InputDataConfig: [channel('train', 's3://not-there-at-all/x')] }),
        'Please ensure that the bucket exists in the selected region (us-west-2)',
      ],
      [
        'an output bucket that is not there',
        (input) => ({ ...input, OutputDataConfig: { S3OutputPath: 's3://not-there-at-all/x' } }),
        'The S3 bucket "not-there-at-all"',
      ],
      [
        'a role that is not there',
        (input) => ({ ...input, RoleArn: 'arn:aws:iam::123456789012:role/nobody' }),
        'Could not assume role arn:aws:iam::123456789012:role/nobody',
      ],
      [
        'a channel that would leave its folder',
        (input) => ({ ...input, InputDataConfig: [channel('..', `s3://${world.bucket}/in`)] }),
        'Channel name .. can not be used.',
      ],
      [
        'an input mode that is not built',
        (input) => ({
          ...input,
          InputDataConfig: [{ ...channel('train', `s3://${world.bucket}/in`), InputMode: 'Pipe' }],
        }),
        'Input mode Pipe of channel train is not supported',
      ],
      [
        'spot training without a longest wait',
        (input) => ({ ...input, EnableManagedSpotTraining: true }),
        'MaxWaitTimeInSeconds is required',
      ],
      [
        'a metric without a group',
        (input) => ({
          ...input,
          AlgorithmSpecification: {
            TrainingImage: IMAGE,
            TrainingInputMode: 'File',
            MetricDefinitions: [{ Name: 'm', Regex: 'loss' }],
          },
        }),
        'needs a group that captures the value',
      ],
      [
        'checkpoints over the model',
        (input) => ({
          ...input,
          CheckpointConfig: { S3Uri: `s3://${world.bucket}/c`, LocalPath: '/opt/ml/model/x' },
        }),
        'is reserved',
      ],
      [
        'no instance',
        (input) => ({ ...input, ResourceConfig: { ...input.ResourceConfig, InstanceCount: 0 } }),
        'InstanceCount must be at least 1.',
      ],
      [
        'an instance group without an instance',
        (input) => ({
          ...input,
          ResourceConfig: {
            VolumeSizeInGB: 1,
            InstanceGroups: [{ InstanceGroupName: 'g', InstanceType: 'ml.m5.large', InstanceCount: 0 }],
          },
        }),
        'InstanceCount must be at least 1.',
      ],
      [
        'an instance group that a channel names and nobody has',
        (input) => ({
          ...input,
          ResourceConfig: {
            VolumeSizeInGB: 1,
            InstanceGroups: [{ InstanceGroupName: 'g', InstanceType: 'ml.m5.large', InstanceCount: 1 }],
          },
          InputDataConfig: [
            {
              ChannelName: 'train',
              DataSource: {
                S3DataSource: {
                  ...{ S3DataType: 'S3Prefix', S3Uri: `s3://${world.bucket}/` },
                  InstanceGroupNames: ['g', 'h'],
                },
              },
            },
          ],
        }),
        'Instance group name h of channel train is not one of the instance groups in ResourceConfig: [g]',
      ],
      [
        'a TensorBoard folder outside of the container’s own',
        (input) => ({
          ...input,
          TensorBoardOutputConfig: { S3OutputPath: `s3://${world.bucket}/t`, LocalPath: '/opt/ml/../../../..' },
        }),
        'must be a path below /opt/ml.',
      ],
    ])('names %s and leaves nothing', async (_, change, message) => {
      const input = change(await request('print(1)'));
      await expect(world.call('CreateTrainingJob', input)).rejects.toThrow(message);
      await expect(world.call('DescribeTrainingJob', { TrainingJobName: input.TrainingJobName })).rejects.toThrow(
        'Requested resource not found.',
      );
    });

    it('refuses a name that is taken, in whatever case', async () => {
      const input = await request('print(1)');
      await world.call('CreateTrainingJob', input);
      const again = { ...input, TrainingJobName: input.TrainingJobName.toUpperCase() };
      await expect(world.call('CreateTrainingJob', again)).rejects.toMatchObject({
        code: 'ResourceInUse',
        message: expect.stringContaining('Training job names must be unique within an AWS account and region'),
      });
    });
  });
});
