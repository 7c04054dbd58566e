import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { randomLowerId } from '../../src/base/ids.ts';
import type { Logger } from '../../src/base/logger.ts';
import { type EndpointWorld, openEndpointWorld } from '../support/endpoint-world.ts';
import { type JobWorld, openJobWorld } from '../support/job-world.ts';
import { forEachStore } from '../support/stores.ts';
import { IMAGE } from '../support/system-python.ts';

forEachStore('The log of the server', (open) => {
  const lines: Record<string, unknown>[] = [];
  const logger: Logger = {
    debug() {},
    info: (fields, message) => lines.push({ ...fields, message }),
    warn() {},
    error() {},
    child: () => logger,
  };
  let jobs: JobWorld;
  let endpoints: EndpointWorld;

  beforeAll(async () => {
    jobs = await openJobWorld(await open(), { logger });
    endpoints = await openEndpointWorld(await open(), { logger, times: { startupTimeoutMs: 1_500 } });
  });
  afterAll(async () => {
    await jobs.close();
    await endpoints.close();
  });

  it('has one line for each job that has ended, with its status and why', async () => {
    for (const [script, expected] of [
      ['print(1)', { status: 'Completed' }],
      ['raise SystemExit(3)', { status: 'Failed', reason: 'AlgorithmError: , exit code: 3' }],
    ] as const) {
      const name = `job-${randomLowerId(8)}`;
      await jobs.call('CreateTrainingJob', {
        TrainingJobName: name,
        AlgorithmSpecification: { TrainingImage: IMAGE, TrainingInputMode: 'File' },
        HyperParameters: { sagemaker_submit_directory: await jobs.putScript(script) },
        RoleArn: jobs.role,
        OutputDataConfig: { S3OutputPath: `s3://${jobs.bucket}/out` },
        ResourceConfig: { InstanceType: 'ml.m5.large', InstanceCount: 1, VolumeSizeInGB: 1 },
        StoppingCondition: { MaxRuntimeInSeconds: 600 },
      });
      const { TrainingJobArn: job } = await jobs.untilTraining(name);
      expect(lines.filter((line) => line['job'] === job)).toEqual([
        { job, ...expected, seconds: expect.any(Number), message: 'a job ended' },
      ]);
    }
  });

  it('has one line for each endpoint that was made, with its status and why', async () => {
    const statusOf = async (name: string) => {
      const { EndpointArn: endpoint } = await endpoints.call('DescribeEndpoint', { EndpointName: name });
      return lines.filter((line) => line['endpoint'] === endpoint);
    };
    const good = await endpoints.createEndpoint('x');
    expect(await statusOf(good)).toMatchObject([{ status: 'InService', message: 'an endpoint was created' }]);
    expect(await statusOf(await endpoints.createEndpoint('x', { BAD_PING: '1' }))).toMatchObject([
      { status: 'Failed', reason: expect.stringContaining('ping health check'), message: 'an endpoint was created' },
    ]);
    await endpoints.call('DeleteEndpoint', { EndpointName: good });
    await vi.waitUntil(
      async () => (await endpoints.call('ListEndpoints', { StatusEquals: 'Deleting' })).Endpoints.length === 0,
      { timeout: 20_000 },
    );
  });
});
