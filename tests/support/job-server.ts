import { join } from 'node:path';
import { PageTokens } from '../../src/api/page-tokens.ts';
import { systemClock } from '../../src/base/clock.ts';
import { type Logger, silentLogger } from '../../src/base/logger.ts';
import { createEngine } from '../../src/engine/engine.ts';
import { createIdentity } from '../../src/neighbours/iam/index.ts';
import { createLogStore, logsHandlers } from '../../src/neighbours/logs/index.ts';
import type { ImageResolver } from '../../src/runners/image-resolver.ts';
import { createBubblewrap } from '../../src/runners/process/bubblewrap.ts';
import { createProcessRunner } from '../../src/runners/process/process-runner.ts';
import { experimentsDomain } from '../../src/services/experiments/index.ts';
import { lineageDomain, lineageRecorder } from '../../src/services/lineage/index.ts';
import { processingDomain } from '../../src/services/processing/index.ts';
import { trainingDomain } from '../../src/services/training/index.ts';
import { openObjectStore } from '../../src/store/objects/file-object-store.ts';
import type { SqlStore } from '../../src/store/sql/sql-store.ts';
import { ACCOUNT, REGION } from './callers.ts';
import { systemPython } from './system-python.ts';

export interface JobServerOptions {
  readonly dataDir: string;
  readonly bucket: string;
  readonly stopGraceMs?: number;
  readonly pauseMsMax?: number;
  /** What images stand for; without it, one image on this machine's Python. */
  readonly images?: ImageResolver;
  readonly logger?: Logger;
}

/** What a server is made of, as far as jobs need it: real stores, a real engine, real sandboxed processes. */
export async function openJobServer(store: SqlStore, options: JobServerOptions) {
  const { dataDir, logger = silentLogger, images = systemPython } = options;
  const clock = systemClock;
  const endpoint = () => 'http://127.0.0.1:9';
  const objects = await openObjectStore({ store, dataDir, clock, logger });
  await objects.buckets.create(options.bucket, { account: ACCOUNT, region: REGION });
  const identity = createIdentity({ store, clock, logger, endpoint });
  const administrator = await identity.ensureAdministrator({ account: ACCOUNT, region: REGION });
  const engine = createEngine({ store, clock, logger, nodeId: 'node-1' });
  const stateDir = join(dataDir, 'runs');
  const runner = createProcessRunner({ stateDir, sandbox: createBubblewrap(), clock, logger, hiddenPaths: [dataDir] });
  const tokens = new PageTokens(new Uint8Array(32));
  const logs = createLogStore(store, clock);
  const { scheduler } = engine;
  const { roles } = identity;
  const parts = { store, scheduler, objects, runner, images, roles, logs, tokens, clock, logger };
  const { stopGraceMs, pauseMsMax } = options;
  const hurry = { ...(stopGraceMs ? { stopGraceMs } : {}), ...(pauseMsMax ? { pauseMsMax } : {}) };
  const deps = { ...parts, dataDir, endpoint, ...hurry };
  const lineage = lineageRecorder(deps);
  const experiments = experimentsDomain({ ...deps, removeEdges: lineage.removeEdges.bind(lineage) });
  const recorded = { ...deps, components: experiments.recorder, lineage };
  const training = trainingDomain(recorded);
  const processing = processingDomain(recorded);
  const domains = [training, processing];
  for (const domain of domains) for (const controller of domain.controllers) engine.register(controller);
  await engine.start();
  for (const domain of domains) await domain.resume();
  return {
    objects,
    tokens,
    role: administrator.executionRoleArn,
    training: training.handlers,
    processing: processing.handlers,
    experiments: experiments.handlers,
    lineage: lineageDomain({ ...deps, findForeignEntity: experiments.findLineageEntity }).handlers,
    logs: logsHandlers(store, logs, tokens),
    async close(): Promise<void> {
      await engine.stop();
      for (const domain of domains) await domain.close();
      await runner.close();
      await objects.close();
    },
  };
}
