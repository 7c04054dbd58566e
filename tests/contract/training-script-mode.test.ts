import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { randomLowerId } from '../../src/base/ids.ts';
import { silentLogger } from '../../src/base/logger.ts';
import { createPythonRuntimes } from '../../src/runners/runtimes/python-runtimes.ts';
import { type JobWorld, openJobWorld } from '../support/job-world.ts';
import { forEachStore } from '../support/stores.ts';

const LOG_GROUP = '/aws/sagemaker/TrainingJobs';

forEachStore('Script mode on the Python runtime', (open) => {
  const cacheDir = mkdtempSync(join(tmpdir(), 'sagebrush-runtimes-'));
  let world: JobWorld;

  beforeAll(async () => {
    const images = createPythonRuntimes({
      cacheDir,
      pythonDir: join(import.meta.dirname, '..', '..', 'python'),
      userRuntimes: [{ pattern: 'registry.test/mine:*', python: '/usr/bin/python3' }],
      logger: silentLogger,
    });
    world = await openJobWorld(await open(), { images });
  });
  afterAll(async () => {
    await world.close();
    rmSync(cacheDir, { recursive: true, force: true });
  });

  /** As an estimator of the SDK asks for it: every hyperparameter is JSON. */
  async function run(script: string, hyperParameters: Record<string, string> = {}) {
    const name = `job-${randomLowerId(10)}`;
    const data = await world.put(`${name}/rows.csv`, '1,2\n');
    await world.call('CreateTrainingJob', {
      TrainingJobName: name,
      AlgorithmSpecification: { TrainingImage: 'registry.test/mine:1', TrainingInputMode: 'File' },
      RoleArn: world.role,
      InputDataConfig: [
        { ChannelName: 'train', DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: data } } },
      ],
      OutputDataConfig: { S3OutputPath: `s3://${world.bucket}/models/` },
      ResourceConfig: { InstanceType: 'ml.m5.large', InstanceCount: 1, VolumeSizeInGB: 1 },
      StoppingCondition: { MaxRuntimeInSeconds: 600 },
      HyperParameters: {
        sagemaker_program: '"train.py"',
        sagemaker_submit_directory: JSON.stringify(await world.putScript(script)),
        ...hyperParameters,
      },
    });
    return await world.untilTraining(name);
  }

  it('hands hyperparameters over as arguments and tells where things are', async () => {
    const job = await run(
      `
import argparse, os
parser = argparse.ArgumentParser()
parser.add_argument('--epochs', type=int)
parser.add_argument('--model-dir', default=os.environ['SM_MODEL_DIR'])
parser.add_argument('--train', default=os.environ['SM_CHANNEL_TRAIN'])
args = parser.parse_args()
open(os.path.join(args.model_dir, 'model'), 'w').write('m')
print(args.epochs, os.listdir(args.train), os.environ['SM_CURRENT_HOST'])
`,
      { epochs: '10' },
    );
    expect(job.FailureReason).toBeUndefined();
    expect(job.TrainingJobStatus).toBe('Completed');
    const lines = (await world.lines(LOG_GROUP, job.TrainingJobName))['algo-1'];
    expect(lines).toContain("10 ['rows.csv'] algo-1");
  });

  it('names what a script raised', async () => {
    const job = await run(`raise ValueError('no rows left')`);
    expect(job.TrainingJobStatus).toBe('Failed');
    expect(job.FailureReason).toMatch(/^AlgorithmError: .*no rows left.*, exit code: 1$/s);
  });

  it('fails before it starts when the script is not there, and says where it was looked for', async () => {
    const uri = `s3://${world.bucket}/nowhere/sourcedir.tar.gz`;
    const job = await run('', { sagemaker_submit_directory: JSON.stringify(uri) });
    expect(job.TrainingJobStatus).toBe('Failed');
    expect(job.FailureReason).toContain('ClientError: Data download failed');
    expect(job.FailureReason).toContain('NoSuchKey');
    expect(job.FailureReason).toContain(uri);
  });

  it('passes the exit code of a script on', async () => {
    expect((await run('import sys; sys.exit(3)')).FailureReason).toMatch(/^AlgorithmError: .*exit code: 3$/is);
  });
});
