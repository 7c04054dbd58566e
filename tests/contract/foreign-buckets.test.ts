import { afterAll, beforeAll, expect, it } from 'vitest';
import type { CreateTrainingJobRequest } from '../../src/api/generated/sagemaker-types.ts';
import { randomLowerId } from '../../src/base/ids.ts';
import { REGION } from '../support/callers.ts';
import { type JobWorld, openJobWorld } from '../support/job-world.ts';
import { forEachStore } from '../support/stores.ts';
import { IMAGE } from '../support/system-python.ts';

forEachStore("Jobs and another account's buckets", (open) => {
  const foreign = `foreign-${randomLowerId(10)}`;
  let world: JobWorld;

  beforeAll(async () => {
    world = await openJobWorld(await open());
    await world.objects.buckets.create(foreign, { account: '999999999999', region: REGION });
    await world.objects.write(foreign, 'data/secret.csv', Buffer.from('secret'));
  });
  afterAll(() => world.close());

  const foreignKeys = async () => {
    const { objects } = await world.objects.list(foreign, '', 100);
    return objects.map((object) => object.key);
  };

  async function training(members: Partial<CreateTrainingJobRequest> = {}) {
    const script = await world.putScript("open('/opt/ml/model/m', 'w').write('x')");
    return {
      TrainingJobName: `Job-${randomLowerId(10)}`,
      AlgorithmSpecification: { TrainingImage: IMAGE, TrainingInputMode: 'File' },
      RoleArn: world.role,
      OutputDataConfig: { S3OutputPath: `s3://${world.bucket}/models/` },
      ResourceConfig: { InstanceType: 'ml.m5.large', InstanceCount: 1, VolumeSizeInGB: 1 },
      StoppingCondition: { MaxRuntimeInSeconds: 600 },
      HyperParameters: { sagemaker_submit_directory: JSON.stringify(script) },
      ...members,
    } satisfies CreateTrainingJobRequest;
  }

  const channel = (S3Uri: string, S3DataType: 'S3Prefix' | 'ManifestFile') => ({
    ChannelName: 'train',
    DataSource: { S3DataSource: { S3DataType, S3Uri } },
  });

  async function ended(members: Partial<CreateTrainingJobRequest>) {
    const asked = await training(members);
    await world.call('CreateTrainingJob', asked);
    return await world.untilTraining(asked.TrainingJobName);
  }

  it('refuse them as an input', async () => {
    const InputDataConfig = [channel(`s3://${foreign}/data/`, 'S3Prefix')];
    await expect(world.call('CreateTrainingJob', await training({ InputDataConfig }))).rejects.toThrow(
      /^No S3 objects found under S3 URL/,
    );
  });

  it('refuse them as an output', async () => {
    const OutputDataConfig = { S3OutputPath: `s3://${foreign}/out` };
    await expect(world.call('CreateTrainingJob', await training({ OutputDataConfig }))).rejects.toThrow(
      `The S3 bucket "${foreign}"`,
    );
  });

  it('do not follow a manifest or a source into them', async () => {
    const manifest = await world.put(
      'manifest.json',
      JSON.stringify([{ prefix: `s3://${foreign}/data/` }, 'secret.csv']),
    );
    const byManifest = await ended({ InputDataConfig: [channel(manifest, 'ManifestFile')] });
    expect(byManifest).toMatchObject({
      TrainingJobStatus: 'Failed',
      FailureReason: expect.stringContaining('AccessDenied'),
    });
    const bySource = await ended({
      HyperParameters: { sagemaker_submit_directory: JSON.stringify(`s3://${foreign}/data/secret.csv`) },
    });
    expect(bySource).toMatchObject({
      TrainingJobStatus: 'Failed',
      FailureReason: expect.stringContaining('Access Denied'),
    });
  });

  it('write no checkpoint into them', async () => {
    const job = await ended({ CheckpointConfig: { S3Uri: `s3://${foreign}/checkpoints` } });
    expect(job.TrainingJobStatus).not.toBe('InProgress');
    expect(await foreignKeys()).toEqual(['data/secret.csv']);
  });
});
