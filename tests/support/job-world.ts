import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { create } from 'tar';
import { vi } from 'vitest';
import type { SageMakerOperations } from '../../src/api/generated/sagemaker-types.ts';
import { OperationRegistry } from '../../src/api/operation-registry.ts';
import { PageTokens } from '../../src/api/page-tokens.ts';
import { systemClock } from '../../src/base/clock.ts';
import { randomLowerId } from '../../src/base/ids.ts';
import { type Logger, silentLogger } from '../../src/base/logger.ts';
import { createEngine } from '../../src/engine/engine.ts';
import { createIdentity } from '../../src/neighbours/iam/index.ts';
import { createLogStore, logsHandlers } from '../../src/neighbours/logs/index.ts';
import { createBubblewrap } from '../../src/runners/process/bubblewrap.ts';
import { createProcessRunner } from '../../src/runners/process/process-runner.ts';
import { processingDomain } from '../../src/services/processing/index.ts';
import { tagHandlers } from '../../src/services/tags/index.ts';
import { trainingDomain } from '../../src/services/training/index.ts';
import { openObjectStore } from '../../src/store/objects/file-object-store.ts';
import type { SqlStore } from '../../src/store/sql/sql-store.ts';
import { ACCOUNT, callContext, caller, REGION } from './callers.ts';
import { systemPython } from './system-python.ts';

export type JobWorld = Awaited<ReturnType<typeof openJobWorld>>;

export interface JobWorldOptions {
  /** A directory to keep; without it, one is made and removed. */
  readonly dataDir?: string;
  readonly stopGraceMs?: number;
  readonly logger?: Logger;
}

/** Training and processing on real stores, a real engine and real sandboxed processes. */
export async function openJobWorld(store: SqlStore, options: JobWorldOptions = {}) {
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'sagebrush-jobs-'));
  const logger = options.logger ?? silentLogger;
  const clock = systemClock;
  const endpoint = () => 'http://127.0.0.1:9';
  const objects = await openObjectStore({ store, dataDir, clock, logger });
  const { bucket } = await objects.buckets.create(`bucket-${randomLowerId(10)}`, { account: ACCOUNT, region: REGION });
  const identity = createIdentity({ store, clock, logger, endpoint });
  const administrator = await identity.ensureAdministrator({ account: ACCOUNT, region: REGION });
  const engine = createEngine({ store, clock, logger, nodeId: 'node-1' });
  const runner = createProcessRunner({
    stateDir: join(dataDir, 'runs'),
    sandbox: createBubblewrap(),
    clock,
    logger,
    hiddenPaths: [dataDir],
  });
  const tokens = new PageTokens(new Uint8Array(32));
  const logs = createLogStore(store, clock);
  const { scheduler } = engine;
  const { roles } = identity;
  const parts = { store, scheduler, objects, runner, images: systemPython, roles, logs, tokens, clock, logger };
  const deps = { ...parts, dataDir, endpoint, ...(options.stopGraceMs ? { stopGraceMs: options.stopGraceMs } : {}) };
  const domains = [trainingDomain(deps), processingDomain(deps)];
  const registry = new OperationRegistry().add('sagemaker', tagHandlers(store, tokens));
  for (const domain of domains) {
    registry.add('sagemaker', domain.handlers);
    for (const controller of domain.controllers) engine.register(controller);
  }
  await engine.start();
  for (const domain of domains) await domain.resume();
  const invoker = registry.invoker('sagemaker');

  return {
    objects,
    bucket: bucket.name,
    role: administrator.executionRoleArn,
    dataDir,
    logs: caller(logsHandlers(store, logs, tokens)),
    call: <Name extends keyof SageMakerOperations & string>(
      name: Name,
      input: SageMakerOperations[Name]['input'],
    ): Promise<SageMakerOperations[Name]['output']> => invoker.invoke(name, input, callContext()),

    /** Puts an object and gives its URI. */
    async put(key: string, content: string | Uint8Array): Promise<string> {
      await objects.write(bucket.name, key, Buffer.from(content));
      return `s3://${bucket.name}/${key}`;
    },
    async get(uri: string): Promise<Buffer> {
      const [, name = '', key = ''] = /^s3:\/\/([^/]+)\/(.*)$/.exec(uri) ?? [];
      const { body } = await objects.read(name, key);
      return Buffer.concat(await body.toArray());
    },
    async getText(uri: string): Promise<string> {
      return (await this.get(uri)).toString();
    },
    /** Puts a source archive that holds one script, as the SDK's script mode does. */
    async putScript(script: string): Promise<string> {
      const { mkdtemp, writeFile } = await import('node:fs/promises');
      const directory = await mkdtemp(join(tmpdir(), 'sagebrush-script-'));
      await writeFile(join(directory, 'train.py'), script);
      const archive = Buffer.concat(await create({ cwd: directory, gzip: true }, ['train.py']).collect());
      rmSync(directory, { recursive: true });
      return await this.put(`code/${randomLowerId(10)}/sourcedir.tar.gz`, archive);
    },
    /** All messages of a job's streams, by stream, in their order. */
    async lines(group: string, job: string): Promise<Record<string, string[]>> {
      const { logStreams = [] } = await this.logs('DescribeLogStreams', {
        logGroupName: group,
        logStreamNamePrefix: `${job}/`,
      });
      const byHost: Record<string, string[]> = {};
      for (const { logStreamName = '' } of logStreams) {
        const found = await this.logs('GetLogEvents', { logGroupName: group, logStreamName, startFromHead: true });
        const host = /\/(algo-[0-9]+)-/.exec(logStreamName)?.[1] ?? logStreamName;
        byHost[host] = (found.events ?? []).map((event) => event.message ?? '');
      }
      return byHost;
    },
    async untilTraining(name: string, wanted: string | RegExp = /Completed|Failed|Stopped/) {
      return await vi.waitUntil(
        async () => {
          const job = await this.call('DescribeTrainingJob', { TrainingJobName: name });
          const seen = `${job.TrainingJobStatus}/${job.SecondaryStatus}`;
          return new RegExp(wanted).test(seen) ? job : undefined;
        },
        { timeout: 45_000, interval: 20 },
      );
    },
    async untilProcessing(name: string, wanted: string | RegExp = /Completed|Failed|Stopped/) {
      return await vi.waitUntil(
        async () => {
          const job = await this.call('DescribeProcessingJob', { ProcessingJobName: name });
          return new RegExp(wanted).test(job.ProcessingJobStatus) ? job : undefined;
        },
        { timeout: 45_000, interval: 20 },
      );
    },
    async close(): Promise<void> {
      await engine.stop();
      for (const domain of domains) await domain.close();
      await runner.close();
      await objects.close();
      if (options.dataDir === undefined) rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
