import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { OperationRegistry } from './api/operation-registry.ts';
import { PageTokens } from './api/page-tokens.ts';
import { settledWithin } from './base/bounded-wait.ts';
import { systemClock } from './base/clock.ts';
import { randomHex } from './base/ids.ts';
import type { Logger } from './base/logger.ts';
import { tlsDirectory } from './config/directories.ts';
import type { ServerConfig } from './config/server-config.ts';
import { PROXY_USER } from './config/upstream-proxy.ts';
import { buildDomains } from './domains.ts';
import { createEngine } from './engine/engine.ts';
import { createGateway } from './gateway/gateway.ts';
import { type LocalDoor, openLocalDoor } from './gateway/local-door.ts';
import type { TlsOptions } from './gateway/tls/secure-door.ts';
import { hostOwners } from './host-owners.ts';
import { countRunningJobs } from './jobs/running-jobs.ts';
import { cloudWatchHandlers, metricWriter } from './neighbours/cloudwatch/index.ts';
import { createIdentity, HostCredentials, iamHandlers } from './neighbours/iam/index.ts';
import { createLogStore, logsHandlers } from './neighbours/logs/index.ts';
import { ensureManagementAccount, organizationsHandlers } from './neighbours/organizations/index.ts';
import { s3Handlers } from './neighbours/s3/index.ts';
import { sqsNeighbour } from './neighbours/sqs/index.ts';
import { stsHandlers } from './neighbours/sts/index.ts';
import { nodeIdOf } from './node-id.ts';
import { buildOutgoing } from './outgoing.ts';
import { resourceFacts } from './resource-facts.ts';
import { FoundSandbox } from './runners/process/detect-sandbox.ts';
import { createProcessRunner } from './runners/process/process-runner.ts';
import { createPythonRuntimes } from './runners/runtimes/python-runtimes.ts';
import { openObjectStore } from './store/objects/file-object-store.ts';
import { migrate } from './store/sql/migrate.ts';
import { settleSetting } from './store/sql/settings-store.ts';
import type { SqlStore } from './store/sql/sql-store.ts';
import { openSqliteStore } from './store/sql/sqlite-store.ts';

/** The project's python/ directory; the same place from src/ and from dist/. */
const PYTHON_DIR = fileURLToPath(new URL('../python', import.meta.url));
/** The templates and seed code of the products that come with the server. */
const PRODUCTS_DIR = fileURLToPath(new URL('../products', import.meta.url));

export interface RunningServer {
  /** Where clients reach it. */
  readonly url: string;
  /** The same by HTTPS. */
  readonly tlsUrl: string;
  /** The proxy for clients that only know AWS's public names, with its password. */
  readonly proxyUrl: string;
  /**
   * Gives requests under way a few seconds and stops. The hosts of endpoints end, and the next start brings them up again
   * at once; jobs run on, and are adopted by it. After kill -9 both run on.
   */
  close(): Promise<ServerEnd>;
}

/** What became of the work when the server ended. */
export interface ServerEnd {
  readonly endpointsStopped: number;
  /** Jobs whose processes run on. */
  readonly jobsRunning: number;
}

/** How long an end waits for what could be cut off as well: requests, and steps of jobs that the next start repeats. */
const FINISH_MS_MAX = 2000;

/** Builds, wires and starts everything. The only place that knows all parts. */
export async function startServer(config: ServerConfig, logger: Logger): Promise<RunningServer> {
  const store = await openStore(config, logger);
  try {
    return await startOn(store, config, logger);
  } catch (error) {
    await store.close();
    throw error;
  }
}

async function startOn(store: SqlStore, config: ServerConfig, logger: Logger): Promise<RunningServer> {
  await migrate(store);
  const clock = systemClock;
  let url = '';
  const endpoint = () => url;
  const tokenSecret = await settleSetting(store, 'page-token-secret', () => randomHex(32));
  const tokens = new PageTokens(Buffer.from(tokenSecret, 'hex'));
  const hostSecret = await settleSetting(store, 'host-token-secret', () => randomHex(32));
  const proxyPassword = await settleSetting(store, 'proxy-password', () => randomHex(24));

  const identity = createIdentity({
    store,
    clock,
    logger,
    endpoint,
    hostSecret,
    resources: resourceFacts(store),
    isOpen: config.open,
  });
  await identity.ensureAdministrator({ ...config, account: config.accountId });
  const organizations = { identity, tokens, managementAccount: config.accountId };
  await ensureManagementAccount(organizations);
  const engine = createEngine({ store, clock, logger, nodeId: await nodeIdOf(config.dataDir) });
  const { scheduler } = engine;
  const objects = await openObjectStore({ store, dataDir: config.dataDir, clock, logger });
  const runner = createProcessRunner({
    stateDir: join(config.dataDir, 'runs'),
    sandbox: new FoundSandbox(config.sandbox),
    clock,
    logger,
    hiddenPaths: [config.dataDir],
  });
  const images = createPythonRuntimes({
    cacheDir: config.cacheDir,
    pythonDir: PYTHON_DIR,
    userRuntimes: config.images,
    ...(config.python === undefined ? {} : { interpreter: config.python }),
    logger,
  });
  const logs = createLogStore(store, clock, { streamBytesMax: config.logStreamMib * 2 ** 20 });
  const queues = sqsNeighbour({ store, clock, logger, scheduler, tokens });
  const outgoing = buildOutgoing({ store, scheduler, clock, logger, queues }, config);
  const registry = new OperationRegistry();

  const { roles, access, authorise } = identity;
  const { dataDir } = config;
  const jobs = {
    store,
    scheduler,
    objects,
    runner,
    images,
    roles,
    logs,
    metrics: metricWriter,
    tokens,
    clock,
    logger,
    dataDir,
    endpoint,
  };
  const { controllers, working, endpoints, rawRoutes } = buildDomains(
    { ...jobs, ...outgoing.listeners, access, authorise },
    registry,
    {
      credentials: identity.credentials,
      productsDir: PRODUCTS_DIR,
      region: config.region,
    },
  );
  registry
    .add('s3', s3Handlers(objects))
    .add('sts', stsHandlers(identity))
    .add('iam', iamHandlers(identity, tokens))
    .add('logs', logsHandlers(store, logs, tokens))
    .add('cloudwatch', cloudWatchHandlers(store, clock, tokens))
    .add('organizations', organizationsHandlers(organizations))
    .add('sqs', queues.handlers);

  const allControllers = [...controllers, ...queues.controllers, ...outgoing.domain.controllers];
  for (const controller of allControllers) engine.register(controller);
  const hostCredentials = new HostCredentials(identity, hostOwners(registry, endpoint), logger);
  const gateway = createGateway({
    registry,
    credentials: identity.credentials,
    authorise: identity.authorise,
    openAs: config.open ? await identity.credentials.find(config.accessKeyId) : undefined,
    rawRoutes: [...rawRoutes, hostCredentials],
    clock,
    logger,
    region: config.region,
    tls: tlsOptions(config, proxyPassword),
  });
  const bound = await gateway.listen(config.host, config.port);
  ({ url } = bound);
  let localDoor: LocalDoor | undefined;
  try {
    localDoor = await openLocalDoor(config.host, Number(new URL(url).port), hostCredentials);
    await queues.start();
    await engine.start();
    for (const domain of [...working, outgoing.domain]) await domain.resume();
  } catch (error) {
    await gateway.close();
    throw error;
  }

  return {
    url,
    tlsUrl: bound.tlsUrl ?? url,
    proxyUrl: proxyUrlOf(url, proxyPassword),
    async close() {
      await queues.close();
      await localDoor?.close();
      await settledWithin(gateway.close(), FINISH_MS_MAX);
      await engine.stop();
      const endpointsStopped = await endpoints.stopHosts();
      await settledWithin(Promise.all([...working, outgoing.domain].map((domain) => domain.close())), FINISH_MS_MAX);
      const jobsRunning = await countRunningJobs(store, runner);
      await runner.close();
      await objects.close();
      await store.close();
      return { endpointsStopped, jobsRunning };
    },
  };
}

/** HTTPS, and the proxy for clients that only know AWS's public names. */
function tlsOptions(config: ServerConfig, proxyPassword: string): TlsOptions {
  const { dataDir, tlsPort: port, host, upstreamProxy } = config;
  return {
    directory: tlsDirectory(dataDir),
    port,
    host,
    proxyUser: PROXY_USER,
    proxyPassword,
    upstreamProxy: upstreamProxy === undefined ? undefined : new URL(upstreamProxy),
  };
}

function proxyUrlOf(url: string, password: string): string {
  const proxy = new URL(url);
  proxy.username = PROXY_USER;
  proxy.password = password;
  return proxy.href.replace(/\/$/, '');
}

async function openStore(config: ServerConfig, logger: Logger): Promise<SqlStore> {
  if (config.databaseUrl === undefined) {
    return openSqliteStore({ path: join(config.dataDir, 'sagebrush.sqlite'), logger });
  }
  // Loading the driver is a third of the time that a start without it takes.
  const { openPostgresStore } = await import('./store/sql/postgres-store.ts');
  return openPostgresStore({ url: config.databaseUrl, logger });
}
