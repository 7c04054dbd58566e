import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, vi } from 'vitest';
import { randomLowerId } from '../../src/base/ids.ts';
import { caller } from '../support/callers.ts';
import { jobEvents } from '../support/job-logs.ts';
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
  /** Starts a job, shuts its server down, lets the job end `whileDown` or after, and gives what the next server says of it. */
  async function acrossRestart(whileDown: (go: () => void) => Promise<void>) {
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
    const eventsOf = (server: typeof first) => jobEvents(caller(server.logs), LOG_GROUP, name);
    const hasBegun = async () => (await eventsOf(first))['algo-1']?.some(({ message }) => message === 'up');
    await vi.waitUntil(hasBegun, { timeout: 20_000 });
    await first.close();

    const host = `jobs/training-job/123456789012/us-west-2/${name}/algo-1`;
    await whileDown(() => writeFileSync(join(dataDir, host, 'ml/input/go'), ''));
    const restartedMs = Date.now();
    const second = await openJobServer(store, { dataDir, bucket });
    const describe = caller(second.training);
    const job = await vi.waitUntil(
      async () => {
        const seen = await describe('DescribeTrainingJob', { TrainingJobName: name });
        return seen.TrainingJobStatus === 'InProgress' ? undefined : seen;
      },
      { timeout: 20_000 },
    );
    const events = (await eventsOf(second))['algo-1'] ?? [];
    await second.close();
    rmSync(dataDir, { recursive: true, force: true });
    return { job, events, restartedMs };
  }

  it('leaves its jobs running and adopts them', async () => {
    // It prints while nobody follows it.
    const { job, events } = await acrossRestart(async (go) => go());
    expect(job.TrainingJobStatus).toBe('Completed');
    expect(events.map(({ message }) => message)).toEqual(['up', 'done']);
  });

  it('tells when a job ended that nobody saw end', async () => {
    const { job, events, restartedMs } = await acrossRestart(async (go) => {
      go();
      await sleep(3_000);
    });
    expect(job.TrainingJobStatus).toBe('Completed');
    expect(events.at(-1)?.message).toBe('done');
    expect(restartedMs - (events.at(-1)?.timestamp ?? 0)).toBeGreaterThan(1_000);
    const uploading = job.SecondaryStatusTransitions?.find(({ Status }) => Status === 'Uploading')?.StartTime;
    expect(restartedMs / 1000 - Number(uploading)).toBeGreaterThan(1);
    expect(job.TrainingTimeInSeconds).toBe(Math.round(Number(uploading) - Number(job.TrainingStartTime)));
  });
});
