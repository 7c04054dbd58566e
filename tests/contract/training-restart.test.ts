import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { randomLowerId } from '../../src/base/ids.ts';
import { caller } from '../support/callers.ts';
import { jobLines } from '../support/job-logs.ts';
import { openJobServer } from '../support/job-server.ts';
import { scriptArchive } from '../support/script-archive.ts';
import { forEachStore } from '../support/stores.ts';
import { IMAGE } from '../support/system-python.ts';

const LOG_GROUP = '/aws/sagemaker/TrainingJobs';
/** Goes on until it is allowed to end, so that the test decides what happens when. */
const SCRIPT = `
import os, time
print('up')
while not os.path.exists('/opt/ml/input/go'): time.sleep(0.02)
print('done')
`;

forEachStore('A server that is shut down and started again', (open) => {
  it('leaves its jobs running and adopts them', async () => {
    const store = await open();
    const dataDir = mkdtempSync(join(tmpdir(), 'sagebrush-restart-'));
    const bucket = `bucket-${randomLowerId(10)}`;
    const name = `job-${randomLowerId(10)}`;
    const first = await openJobServer(store, { dataDir, bucket });
    await first.objects.write(bucket, 'source.tar.gz', await scriptArchive(SCRIPT));
    await caller(first.training)('CreateTrainingJob', {
      TrainingJobName: name,
      AlgorithmSpecification: { TrainingImage: IMAGE, TrainingInputMode: 'File' },
      HyperParameters: { sagemaker_submit_directory: `s3://${bucket}/source.tar.gz` },
      RoleArn: first.role,
      OutputDataConfig: { S3OutputPath: `s3://${bucket}/models` },
      ResourceConfig: { InstanceType: 'ml.m5.large', InstanceCount: 1, VolumeSizeInGB: 1 },
      StoppingCondition: { MaxRuntimeInSeconds: 600 },
    });
    const lines = (server: typeof first) => jobLines(caller(server.logs), LOG_GROUP, name);
    await vi.waitUntil(async () => (await lines(first))['algo-1']?.includes('up'), { timeout: 20_000 });
    await first.close();

    // It prints while nobody follows it.
    writeFileSync(join(dataDir, `jobs/training-job/123456789012/us-west-2/${name}/algo-1/ml/input/go`), '');
    const second = await openJobServer(store, { dataDir, bucket });
    const describe = caller(second.training);
    const job = await vi.waitUntil(
      async () => {
        const seen = await describe('DescribeTrainingJob', { TrainingJobName: name });
        return seen.TrainingJobStatus === 'InProgress' ? undefined : seen;
      },
      { timeout: 20_000 },
    );
    expect(job.TrainingJobStatus).toBe('Completed');
    expect(await lines(second)).toEqual({ 'algo-1': ['up', 'done'] });
    await second.close();
    rmSync(dataDir, { recursive: true, force: true });
  });
});
