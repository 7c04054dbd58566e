import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import type { SageMakerOperations } from '../../src/api/generated/sagemaker-types.ts';
import { OperationRegistry } from '../../src/api/operation-registry.ts';
import { randomLowerId } from '../../src/base/ids.ts';
import { tagHandlers } from '../../src/services/tags/index.ts';
import { parseS3Uri } from '../../src/store/objects/object-store.ts';
import type { SqlStore } from '../../src/store/sql/sql-store.ts';
import { callContext, caller } from './callers.ts';
import { jobLines } from './job-logs.ts';
import { type JobServerOptions, openJobServer } from './job-server.ts';
import { scriptArchive } from './script-archive.ts';

export type JobWorld = Awaited<ReturnType<typeof openJobWorld>>;

const PATIENCE = { timeout: 45_000, interval: 20 };

/** A server of jobs, and what tests do with it. */
export async function openJobWorld(store: SqlStore, options: Partial<JobServerOptions> = {}) {
  const dataDir = mkdtempSync(join(tmpdir(), 'sagebrush-jobs-'));
  const bucket = `bucket-${randomLowerId(10)}`;
  const server = await openJobServer(store, { dataDir, bucket, ...options });
  const { objects } = server;
  const invoker = new OperationRegistry()
    .add('sagemaker', tagHandlers(store, server.tokens))
    .add('sagemaker', server.training)
    .add('sagemaker', server.processing)
    .add('sagemaker', server.experiments)
    .add('sagemaker', server.lineage)
    .invoker('sagemaker');
  const logs = caller(server.logs);

  const call = <Name extends keyof SageMakerOperations & string>(
    name: Name,
    input: SageMakerOperations[Name]['input'],
  ): Promise<SageMakerOperations[Name]['output']> => invoker.invoke(name, input, callContext());
  const put = async (key: string, content: string | Uint8Array) => {
    await objects.write(bucket, key, Buffer.from(content));
    return `s3://${bucket}/${key}`;
  };
  const get = async (s3Uri: string) => {
    const uri = parseS3Uri(s3Uri);
    const { body } = await objects.read(uri?.bucket ?? '', uri?.key ?? '');
    return Buffer.concat(await body.toArray());
  };

  return {
    objects,
    bucket,
    role: server.role,
    dataDir,
    logs,
    call,
    /** Puts an object and gives its URI. */
    put,
    get,
    getText: async (s3Uri: string) => (await get(s3Uri)).toString(),
    putScript: async (script: string) => put(`code/${randomLowerId(10)}/sourcedir.tar.gz`, await scriptArchive(script)),
    lines: (group: string, job: string) => jobLines(logs, group, job),
    /** The job once it shows `<status>/<secondary status>`; without a pattern, once it has ended. */
    untilTraining: (name: string, wanted = /^(Completed|Failed|Stopped)/) =>
      vi.waitUntil(async () => {
        const job = await call('DescribeTrainingJob', { TrainingJobName: name });
        return wanted.test(`${job.TrainingJobStatus}/${job.SecondaryStatus}`) ? job : undefined;
      }, PATIENCE),
    untilProcessing: (name: string, wanted = /^(Completed|Failed|Stopped)/) =>
      vi.waitUntil(async () => {
        const job = await call('DescribeProcessingJob', { ProcessingJobName: name });
        return wanted.test(job.ProcessingJobStatus) ? job : undefined;
      }, PATIENCE),
    async close(): Promise<void> {
      await server.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
