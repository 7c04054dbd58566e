import { statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { CreateProcessingJobRequest } from '../../src/api/generated/sagemaker-types.ts';
import { randomLowerId } from '../../src/base/ids.ts';
import { type JobWorld, openJobWorld } from '../support/job-world.ts';
import { forEachStore } from '../support/stores.ts';
import { IMAGE } from '../support/system-python.ts';

const LOG_GROUP = '/aws/sagemaker/ProcessingJobs';
const CODE = '/opt/ml/processing/input/code';
const OUT = '/opt/ml/processing/output';

forEachStore('Processing jobs', (open) => {
  let world: JobWorld;

  beforeAll(async () => {
    world = await openJobWorld(await open(), { stopGraceMs: 1_000 });
  });
  afterAll(() => world.close());

  /** As ScriptProcessor asks for it: the script is an input of one object. */
  async function request(script: string, members: Partial<CreateProcessingJobRequest> = {}) {
    const name = `Proc-${randomLowerId(10)}`;
    const code = await world.put(`${name}/input/code/run.py`, script);
    return {
      ProcessingJobName: name,
      AppSpecification: { ImageUri: IMAGE, ContainerEntrypoint: ['python3', `${CODE}/run.py`] },
      ProcessingResources: { ClusterConfig: { InstanceCount: 1, InstanceType: 'ml.m5.large', VolumeSizeInGB: 1 } },
      RoleArn: world.role,
      StoppingCondition: { MaxRuntimeInSeconds: 600 },
      ProcessingOutputConfig: { Outputs: [output('out', `s3://${world.bucket}/${name}/out`)] },
      ...members,
      ProcessingInputs: [input('code', code, CODE), ...(members.ProcessingInputs ?? [])],
    } satisfies CreateProcessingJobRequest;
  }

  const input = (name: string, uri: string, path: string) => ({
    InputName: name,
    S3Input: { S3Uri: uri, LocalPath: path, S3DataType: 'S3Prefix' as const, S3InputMode: 'File' as const },
  });
  const output = (name: string, uri: string, mode: 'EndOfJob' | 'Continuous' = 'EndOfJob', path = OUT) => ({
    OutputName: name,
    S3Output: { S3Uri: uri, LocalPath: path, S3UploadMode: mode },
  });

  async function start(script: string, members: Partial<CreateProcessingJobRequest> = {}): Promise<string> {
    const asked = await request(script, members);
    await world.call('CreateProcessingJob', asked);
    return asked.ProcessingJobName;
  }
  const run = async (script: string, members: Partial<CreateProcessingJobRequest> = {}) =>
    await world.untilProcessing(await start(script, members));

  async function keys(prefix: string): Promise<string[]> {
    const { objects } = await world.objects.list(world.bucket, prefix, 100);
    return objects.map((object) => object.key.slice(prefix.length));
  }

  it('carries inputs in, outputs out and the exit message along', async () => {
    const data = await world.put('raw/data.csv', '1,2');
    const job = await run(
      `
import json, os, sys
config = json.load(open('/opt/ml/config/processingjobconfig.json'))
resources = json.load(open('/opt/ml/config/resourceconfig.json'))
print(config['ProcessingJobArn'], config['ProcessingInputs'][0]['S3Input']['LocalPath'], resources['current_host'], sys.argv[1:])
os.makedirs('${OUT}/deep')
open('${OUT}/deep/copy.csv', 'w').write(open('/opt/ml/processing/input/raw/data.csv').read() + ',' + os.environ['MINE'])
os.symlink('/etc/passwd', '${OUT}/secret')
os.makedirs('/opt/ml/output', exist_ok=True)
open('/opt/ml/output/message', 'w').write('all rows kept')
`,
      {
        ProcessingInputs: [input('raw', data, '/opt/ml/processing/input/raw/')],
        Environment: { MINE: '3' },
        AppSpecification: {
          ImageUri: IMAGE,
          ContainerEntrypoint: ['python3', `${CODE}/run.py`],
          ContainerArguments: ['--split', '0.2'],
        },
      },
    );
    expect(job).toMatchObject({ ProcessingJobStatus: 'Completed', ExitMessage: 'all rows kept' });
    expect(job).not.toHaveProperty('FailureReason');
    expect(job.ProcessingEndTime).toBeGreaterThanOrEqual(job.ProcessingStartTime ?? Number.POSITIVE_INFINITY);
    expect(await world.lines(LOG_GROUP, job.ProcessingJobName)).toEqual({
      'algo-1': [`${job.ProcessingJobArn} ${CODE} algo-1 ['--split', '0.2']`],
    });
    expect(await keys(`${job.ProcessingJobName}/out/`)).toEqual(['deep/copy.csv']);
    expect(await world.getText(`s3://${world.bucket}/${job.ProcessingJobName}/out/deep/copy.csv`)).toBe('1,2,3');
  });

  it('points at the logs when a script fails, and uploads nothing of it', async () => {
    const job = await run(`
open('${OUT}/half', 'w').write('x')
open('/opt/ml/output/message', 'w').write('no luck')
import sys; sys.exit(3)`);
    expect(job).toMatchObject({
      ProcessingJobStatus: 'Failed',
      FailureReason: 'AlgorithmError: See job logs for more information',
      ExitMessage: 'no luck',
    });
    expect(await keys(`${job.ProcessingJobName}/out/`)).toEqual([]);
  });

  it('fails when the exit message is not text', async () => {
    const job = await run(`open('/opt/ml/output/message', 'wb').write(bytes([255, 254, 0]))`);
    expect(job.FailureReason).toBe('ClientError: /opt/ml/output/message is not UTF-8 text.');
  });

  it('sends continuous outputs while the job runs', async () => {
    const uri = `s3://${world.bucket}/continuous/${randomLowerId(8)}/`;
    const name = await start(
      `
import os, time
open('${OUT}/early', 'w').write('x')
while not os.path.exists('${OUT}/stop'): time.sleep(0.05)
`,
      { ProcessingOutputConfig: { Outputs: [output('out', uri, 'Continuous')] } },
    );
    const prefix = uri.slice(`s3://${world.bucket}/`.length);
    await vi.waitUntil(async () => (await keys(prefix)).includes('early'), { timeout: 30_000, interval: 100 });
    expect((await world.call('DescribeProcessingJob', { ProcessingJobName: name })).ProcessingJobStatus).toBe(
      'InProgress',
    );
    await world.call('StopProcessingJob', { ProcessingJobName: name });
    expect((await world.untilProcessing(name)).ProcessingJobStatus).toBe('Stopped');
  });

  it('keeps the outputs of a stopped job, and of one that reached its time limit', async () => {
    const script = `
import time
open('${OUT}/part', 'w').write('x')
print('here')
time.sleep(600)
`;
    const name = await start(script);
    await vi.waitUntil(async () => (await world.lines(LOG_GROUP, name))['algo-1']?.includes('here'), {
      timeout: 20_000,
    });
    await world.call('StopProcessingJob', { ProcessingJobName: name });
    expect(await world.untilProcessing(name)).toMatchObject({ ProcessingJobStatus: 'Stopped' });
    expect(await keys(`${name}/out/`)).toEqual(['part']);
    await expect(world.call('StopProcessingJob', { ProcessingJobName: name })).rejects.toThrow('is in status Stopped.');
    const late = await run(script, { StoppingCondition: { MaxRuntimeInSeconds: 1 } });
    expect(late).toMatchObject({ ProcessingJobStatus: 'Stopped' });
    expect(late).not.toHaveProperty('FailureReason');
  });

  it('runs on two hosts whose outputs meet under one prefix', async () => {
    const job = await run(
      `
import json
me = json.load(open('/opt/ml/config/resourceconfig.json'))['current_host']
open('${OUT}/' + me, 'w').write(me)
`,
      { ProcessingResources: { ClusterConfig: { InstanceCount: 2, InstanceType: 'ml.m5.large', VolumeSizeInGB: 1 } } },
    );
    expect(job.ProcessingJobStatus).toBe('Completed');
    expect(await keys(`${job.ProcessingJobName}/out/`)).toEqual(['algo-1', 'algo-2']);
  });

  it('keeps what jobs work on from other users of the machine', async () => {
    expect((await run('print(1)')).ProcessingJobStatus).toBe('Completed');
    expect(statSync(join(world.dataDir, 'jobs')).mode & 0o077).toBe(0);
  });

  it('ends the job when the command is not there, and says so', async () => {
    const job = await run('', {
      AppSpecification: { ImageUri: IMAGE, ContainerEntrypoint: ['no-such-program'] },
    });
    expect(job.ProcessingJobStatus).toBe('Failed');
  });

  describe('a request that is refused', () => {
    it.each<[string, (asked: CreateProcessingJobRequest) => CreateProcessingJobRequest, string]>([
      [
        'a local path that leaves its place',
        (asked) => ({
          ...asked,
          ProcessingInputs: [input('x', `s3://${world.bucket}/raw`, '/opt/ml/processing/../model')],
        }),
        'must be a path below /opt/ml/processing',
      ],
      [
        'an input without objects',
        (asked) => ({
          ...asked,
          ProcessingInputs: [input('x', `s3://${world.bucket}/nothing/`, '/opt/ml/processing/x')],
        }),
        'No S3 objects found under S3 URL',
      ],
      [
        'an input that is nothing',
        (asked) => ({ ...asked, ProcessingInputs: [{ InputName: 'x' }] }),
        'exactly one of S3Input and DatasetDefinition',
      ],
      [
        'outputs of one name',
        (asked) => ({
          ...asked,
          ProcessingOutputConfig: {
            Outputs: [output('x', `s3://${world.bucket}/1`), output('x', `s3://${world.bucket}/2`)],
          },
        }),
        'Duplicate output name: x',
      ],
      [
        'an image without a command',
        (asked) => ({ ...asked, AppSpecification: { ImageUri: IMAGE } }),
        'ContainerEntrypoint is required',
      ],
    ])('names %s and leaves nothing', async (_, change, message) => {
      const asked = change(await request('print(1)'));
      await expect(world.call('CreateProcessingJob', asked)).rejects.toThrow(message);
      const name = asked.ProcessingJobName;
      await expect(world.call('DescribeProcessingJob', { ProcessingJobName: name })).rejects.toThrow(
        `Could not find requested job with name: ${name}`,
      );
    });

    it('refuses a name that is taken', async () => {
      const asked = await request('print(1)');
      await world.call('CreateProcessingJob', asked);
      await expect(world.call('CreateProcessingJob', asked)).rejects.toMatchObject({ code: 'ResourceInUse' });
    });
  });
});
