import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CreateTrainingJobRequest } from '../../src/api/generated/sagemaker-types.ts';
import { randomLowerId } from '../../src/base/ids.ts';
import { type JobWorld, openJobWorld } from '../support/job-world.ts';
import { forEachStore } from '../support/stores.ts';
import { IMAGE } from '../support/system-python.ts';

const LOG_GROUP = '/aws/sagemaker/TrainingJobs';

forEachStore('Training jobs', (open) => {
  let world: JobWorld;

  beforeAll(async () => {
    world = await openJobWorld(await open(), { stopGraceMs: 1_000 });
  });
  afterAll(() => world.close());

  async function start(script: string, members: Partial<CreateTrainingJobRequest> = {}): Promise<string> {
    const name = `job-${randomLowerId(10)}`;
    await world.call('CreateTrainingJob', {
      TrainingJobName: name,
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
    });
    return name;
  }

  describe('a script that ends well', () => {
    it('leaves a model archive, output, logs and metrics', async () => {
      const name = await start(
        `
import json, os
print('accuracy=0.25')
print('accuracy=0.75 done')
open('/opt/ml/model/model.txt', 'w').write('weights')
open('/opt/ml/output/data/plot.txt', 'w').write('plot')
`,
        {
          AlgorithmSpecification: {
            TrainingImage: IMAGE,
            TrainingInputMode: 'File',
            MetricDefinitions: [{ Name: 'accuracy', Regex: 'accuracy=([0-9.]+)' }],
          },
        },
      );
      const job = await world.untilTraining(name);
      expect(job.FailureReason).toBeUndefined();
      expect(job.TrainingJobStatus).toBe('Completed');
      expect(job.ModelArtifacts.S3ModelArtifacts).toBe(`s3://${world.bucket}/models/${name}/output/model.tar.gz`);
      expect(job.FinalMetricDataList).toMatchObject([{ MetricName: 'accuracy', Value: 0.75 }]);
      expect(await world.lines(LOG_GROUP, name)).toEqual({ 'algo-1': ['accuracy=0.25', 'accuracy=0.75 done'] });
    });
  });
});
