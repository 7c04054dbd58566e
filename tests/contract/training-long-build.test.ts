import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { randomLowerId } from '../../src/base/ids.ts';
import type { ImageResolver } from '../../src/runners/image-resolver.ts';
import { type JobWorld, openJobWorld } from '../support/job-world.ts';
import { forEachStore } from '../support/stores.ts';
import { IMAGE, systemPython } from '../support/system-python.ts';

const SLOW_IMAGE = 'registry.test/slow:1';

forEachStore('A runtime that takes long to build', (open) => {
  let world: JobWorld;
  let finishBuild = () => {};
  const built = new Promise<void>((resolve) => {
    finishBuild = resolve;
  });
  /** This machine's Python, by a second image that takes until the test lets it. */
  const images: ImageResolver = {
    resolve: (image) => (image === SLOW_IMAGE ? { name: 'slow', image } : systemPython.resolve(image)),
    explainUnresolved: systemPython.explainUnresolved,
    async prepare(runtime, onProgress) {
      if (runtime.name !== 'slow') return systemPython.prepare(runtime, onProgress);
      onProgress?.('Building the environment slow');
      await built;
      return systemPython.prepare({ ...runtime, name: 'system-python' });
    },
  };

  beforeAll(async () => {
    world = await openJobWorld(await open(), { images });
  });
  afterAll(() => world.close());

  async function start(image: string): Promise<string> {
    const name = `job-${randomLowerId(10)}`;
    await world.call('CreateTrainingJob', {
      TrainingJobName: name,
      AlgorithmSpecification: { TrainingImage: image, TrainingInputMode: 'File' },
      RoleArn: world.role,
      OutputDataConfig: { S3OutputPath: `s3://${world.bucket}/models/` },
      ResourceConfig: { InstanceType: 'ml.m5.large', InstanceCount: 1, VolumeSizeInGB: 1 },
      StoppingCondition: { MaxRuntimeInSeconds: 600 },
      HyperParameters: { sagemaker_submit_directory: await world.putScript('print(1)') },
    });
    return name;
  }

  it('is told in the status message, can be stopped, and keeps no other job waiting', async () => {
    const waiting = await Promise.all(Array.from({ length: 40 }, () => start(SLOW_IMAGE)));
    const [first = '', second = ''] = waiting;
    await vi.waitUntil(
      async () => {
        const job = await world.call('DescribeTrainingJob', { TrainingJobName: first });
        return job.SecondaryStatusTransitions?.at(-1)?.StatusMessage === 'Building the environment slow';
      },
      { timeout: 20_000 },
    );
    expect(await world.untilTraining(await start(IMAGE))).toMatchObject({ TrainingJobStatus: 'Completed' });
    await world.call('StopTrainingJob', { TrainingJobName: first });
    const stopped = await world.untilTraining(first);
    expect(stopped).toMatchObject({ TrainingJobStatus: 'Stopped' });
    expect(stopped).not.toHaveProperty('TrainingStartTime');
    finishBuild();
    expect(await world.untilTraining(second)).toMatchObject({ TrainingJobStatus: 'Completed' });
  });
});
