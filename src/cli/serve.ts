import { writeCredentials } from '../config/credentials-file.ts';
import { loadServerConfig } from '../config/load-server-config.ts';
import type { ServerConfig } from '../config/server-config.ts';
import { startServer } from '../main.ts';
import { BEYOND_LOOPBACK, checkStart, isLoopback } from './check-start.ts';
import { describeEnd } from './describe-end.ts';
import { createLogger } from './logger.ts';
import { OPEN_MODE_NOTICE } from './open-mode-notice.ts';
import { type CommonOptions, settingSources } from './setting-options.ts';
import { explainStartError } from './start-error.ts';

/** Runs the server until a signal ends it. */
export async function serve(options: CommonOptions): Promise<void> {
  const sources = settingSources(options);
  await checkStart(sources);
  const { config, madeKey } = loadServerConfig(sources);
  const logger = await createLogger(config);
  if (!isLoopback(config.host)) logger.warn({ host: config.host }, BEYOND_LOOPBACK);
  const server = await startServer(config, logger).catch((error: unknown) => {
    throw explainStartError(error, config);
  });
  // `sagebrush env` reads where the server is from here.
  const { accessKeyId, secretAccessKey, accountId, region } = config;
  const { url: endpoint, tlsUrl: tlsEndpoint, proxyUrl: proxy } = server;
  const key = { accessKeyId, secretAccessKey, accountId, region };
  writeCredentials(config.dataDir, { ...key, endpoint, tlsEndpoint, proxy, ...(config.open && { open: true }) });
  if (config.open) {
    logger.warn({ url: server.url }, OPEN_MODE_NOTICE.join(' '));
    process.stdout.write(`${OPEN_MODE_NOTICE.join('\n')}\n`);
  }
  if (madeKey) process.stdout.write(process.stdout.isTTY ? describeKey(config) : KEY_HINT);
  process.stdout.write(`Sagebrush is ready at ${server.url}\n`);

  const end = async (signal: NodeJS.Signals) => {
    logger.info({ signal }, 'ending');
    process.stdout.write(describeEnd(await server.close()));
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    // A second signal does not wait for what the first one is ending.
    process.once(signal, () => {
      process.once(signal, () => process.exit(1));
      end(signal).catch((error: unknown) => {
        logger.error({ err: error }, 'could not end cleanly');
        process.exit(1);
      });
    });
  }
}

/** A log must not hold the secret. */
const KEY_HINT = "Made the administrator's key; 'sagebrush env --admin' prints it.\n";

function describeKey(config: ServerConfig): string {
  return [
    "This is the administrator's key. It is shown this once; 'sagebrush env --admin' prints it again.",
    `  access key id      ${config.accessKeyId}`,
    `  secret access key  ${config.secretAccessKey}`,
    '',
  ].join('\n');
}
