import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { SageMakerRuntimeOperations } from '../../src/api/generated/sagemaker-runtime-types.ts';
import type { DescribeEndpointOutput, SageMakerOperations } from '../../src/api/generated/sagemaker-types.ts';
import { PageTokens } from '../../src/api/page-tokens.ts';
import { type Clock, systemClock } from '../../src/base/clock.ts';
import { randomLowerId } from '../../src/base/ids.ts';
import { type Logger, silentLogger } from '../../src/base/logger.ts';
import { createEngine } from '../../src/engine/engine.ts';
import { createIdentity } from '../../src/neighbours/iam/index.ts';
import { createLogStore, logsHandlers } from '../../src/neighbours/logs/index.ts';
import type { ImageResolver } from '../../src/runners/image-resolver.ts';
import { createBubblewrap } from '../../src/runners/process/bubblewrap.ts';
import { createProcessRunner } from '../../src/runners/process/process-runner.ts';
import { type EndpointTimes, endpointsDomain } from '../../src/services/endpoints/index.ts';
import { lineageDomain, lineageRecorder } from '../../src/services/lineage/index.ts';
import { modelsDomain } from '../../src/services/models/index.ts';
import { registryDomain } from '../../src/services/registry/index.ts';
import { tagHandlers } from '../../src/services/tags/index.ts';
import { openObjectStore } from '../../src/store/objects/file-object-store.ts';
import type { SqlStore } from '../../src/store/sql/sql-store.ts';
import { ACCOUNT, caller, REGION } from './callers.ts';
import { MODEL_SERVER } from './model-server.ts';
import { IMAGE, systemPython } from './system-python.ts';
import { archiveOf } from './text-archive.ts';

export type EndpointWorld = Awaited<ReturnType<typeof openEndpointWorld>>;

export interface EndpointWorldOptions {
  /** A directory to keep; without it, one is made and removed. */
  readonly dataDir?: string;
  readonly times?: Partial<EndpointTimes>;
  readonly logger?: Logger;
  readonly clock?: Clock;
  /** What images stand for; without it, one image on this machine's Python. */
  readonly images?: ImageResolver;
}

/** Models, endpoints and the registry on real stores, a real engine and real sandboxed processes. */
export async function openEndpointWorld(store: SqlStore, options: EndpointWorldOptions = {}) {
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'sagebrush-endpoints-'));
  const logger = options.logger ?? silentLogger;
  const clock = options.clock ?? systemClock;
  const endpoint = () => 'http://127.0.0.1:9';
  const objects = await openObjectStore({ store, dataDir, clock, logger });
  const identity = createIdentity({ store, clock, logger, endpoint });
  const { executionRoleArn: role } = await identity.ensureAdministrator({ account: ACCOUNT, region: REGION });
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
  const deps = {
    ...{
      store,
      scheduler: engine.scheduler,
      objects,
      runner,
      images: options.images ?? systemPython,
      roles: identity.roles,
      logs,
      tokens,
    },
    ...{ clock, logger, dataDir, endpoint, times: options.times ?? {} },
    lineage: lineageRecorder({ store, clock }),
  };
  const domain = endpointsDomain(deps);
  for (const controller of domain.controllers) engine.register(controller);
  await engine.start();
  await domain.resume();
  const call = caller<SageMakerOperations>({
    ...modelsDomain(deps).handlers,
    ...registryDomain(deps).handlers,
    ...lineageDomain({ ...deps, findForeignEntity: async () => undefined }).handlers,
    ...domain.handlers,
    ...tagHandlers(store, tokens),
  });
  const runtime = caller<SageMakerRuntimeOperations>(domain.runtimeHandlers);

  const closeParts = async () => {
    await domain.close();
    await runner.close();
    await objects.close();
  };

  const world = {
    call,
    runtime,
    objects,
    runner,
    role,
    dataDir,
    logs: caller(logsHandlers(store, logs, tokens)),

    /** A new bucket with one object; gives the object's URI. */
    async put(key: string, content: Uint8Array | string): Promise<string> {
      const { bucket } = await objects.buckets.create(`bucket-${randomLowerId(10)}`, {
        account: ACCOUNT,
        region: REGION,
      });
      await objects.write(bucket.name, key, Buffer.from(content));
      return `s3://${bucket.name}/${key}`;
    },

    /** A model whose archive holds `weights.txt` and whose code is the test's model server. */
    async createModel(weights: string, environment: Record<string, string> = {}): Promise<string> {
      const ModelName = `Model-${randomLowerId(8)}`;
      await call('CreateModel', {
        ModelName,
        ExecutionRoleArn: role,
        PrimaryContainer: {
          Image: IMAGE,
          ModelDataUrl: await world.put('model.tar.gz', await archiveOf({ 'weights.txt': weights })),
          Environment: {
            SAGEMAKER_SUBMIT_DIRECTORY: await world.put('code.tar.gz', await archiveOf({ 'serve.py': MODEL_SERVER })),
            ...environment,
          },
        },
      });
      return ModelName;
    },

    async createConfig(modelName: string, instances = 1): Promise<string> {
      const EndpointConfigName = `Config-${randomLowerId(8)}`;
      await call('CreateEndpointConfig', {
        EndpointConfigName,
        ProductionVariants: [
          {
            VariantName: 'AllTraffic',
            ModelName: modelName,
            InstanceType: 'ml.m5.large',
            InitialInstanceCount: instances,
          },
        ],
      });
      return EndpointConfigName;
    },

    /** An endpoint of one variant; gives its name once it is in service or has failed. */
    async createEndpoint(weights: string, environment: Record<string, string> = {}, instances = 1): Promise<string> {
      const EndpointName = `Endpoint-${randomLowerId(8)}`;
      const EndpointConfigName = await world.createConfig(await world.createModel(weights, environment), instances);
      await call('CreateEndpoint', { EndpointName, EndpointConfigName });
      await world.untilStatus(EndpointName, /InService|Failed/);
      return EndpointName;
    },

    async untilStatus(EndpointName: string, wanted: RegExp): Promise<DescribeEndpointOutput> {
      return until(`${EndpointName} to be ${wanted}`, async () => {
        const shown = await call('DescribeEndpoint', { EndpointName });
        return wanted.test(shown.EndpointStatus) ? shown : undefined;
      });
    },

    /** What the test's model server answers to a text. */
    async ask(EndpointName: string, text: string): Promise<ModelAnswer> {
      const answer = await runtime('InvokeEndpoint', { EndpointName, Body: Buffer.from(text) });
      return JSON.parse(Buffer.from(answer.Body).toString()) as ModelAnswer;
    },

    /** Ends as the server does when it is told to; gives the number of endpoints that were stopped. */
    async end(): Promise<number> {
      await engine.stop();
      const stopped = await domain.stopHosts();
      await closeParts();
      return stopped;
    },

    /** Stops everything but the hosts, which find themselves alone as after kill -9. */
    async close(): Promise<void> {
      await engine.stop();
      await closeParts();
    },

    /** Deletes what endpoints are left, so that no host outlives the test, and closes. */
    async remove(): Promise<void> {
      const { Endpoints } = await call('ListEndpoints', { MaxResults: 100 });
      for (const { EndpointName } of Endpoints) {
        await world.untilStatus(EndpointName, /InService|Failed/).catch(() => undefined);
        await call('DeleteEndpoint', { EndpointName }).catch(() => undefined);
      }
      await until('all endpoints to be gone', async () => {
        return (await call('ListEndpoints', {})).Endpoints.length === 0 || undefined;
      });
      await world.close();
      if (options.dataDir === undefined) rmSync(dataDir, { recursive: true, force: true });
    },
  };
  return world;
}

export interface ModelAnswer {
  readonly weights: string;
  readonly body: string;
  readonly contentType: string | null;
  readonly accept: string | null;
  readonly instance: string;
  readonly extra: string | null;
}

/** Waits until the condition gives something, or fails after 40 seconds. */
export async function until<T>(what: string, condition: () => Promise<T | undefined>): Promise<T> {
  for (let tries = 0; tries < 2000; tries++) {
    const found = await condition();
    if (found !== undefined) return found;
    await pause(20);
  }
  throw new Error(`waited in vain for ${what}`);
}
