import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SigningCredential } from '../../src/api/identity.ts';
import type { Logger } from '../../src/base/logger.ts';
import type { ServerConfig } from '../../src/config/server-config.ts';
import { startServer } from '../../src/main.ts';
import { ACCOUNT, REGION } from './callers.ts';

/** Everything that the product is made of, in this process, so that tests see its faults. */
export interface WholeServer {
  readonly url: string;
  readonly dataDir: string;
  readonly credential: SigningCredential;
  /** The role that a fresh account has. */
  readonly role: string;
  /** What was logged as an error so far: each a fault of the server's own. */
  readonly faults: object[];
  close(): Promise<void>;
}

/** In memory, where there is such a place: these tests write much, and none is about a power cut. */
const PLACE = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

/** Starts a server on a free port. No interpreter can build its runtimes: jobs are taken, begin, and fail soon. */
export async function startWholeServer(
  databaseUrl?: string,
  settings: Partial<ServerConfig> = {},
): Promise<WholeServer> {
  const dataDir = mkdtempSync(join(PLACE, 'sagebrush-whole-'));
  const key = { accessKeyId: 'AKIAWHOLESERVERTEST0', secretAccessKey: 'whole-server-secret-of-forty-characters0' };
  const faults: object[] = [];
  const server = await startServer(
    {
      ...{
        host: '127.0.0.1',
        port: 0,
        tlsPort: 0,
        upstreamProxy: undefined,
        dataDir,
        cacheDir: join(dataDir, 'cache'),
        accountId: ACCOUNT,
        region: REGION,
      },
      ...{ ...key, databaseUrl, python: join(dataDir, 'no-python'), images: [], sandbox: 'auto', open: false },
      ...{ eventsTo: [], eventsSecret: undefined, openlineage: undefined, openlineageApiKey: undefined },
      ...{ logStreamMib: 256, logLevel: 'error', logFormat: 'json' },
      ...settings,
    },
    errorsTo(faults),
  );
  return {
    url: server.url,
    dataDir,
    credential: {
      ...key,
      principal: { kind: 'user', arn: `arn:aws:iam::${ACCOUNT}:user/admin`, account: ACCOUNT, principalId: 'AIDATEST' },
    },
    role: `arn:aws:iam::${ACCOUNT}:role/SagebrushExecutionRole`,
    faults,
    async close() {
      await server.close();
      rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

function errorsTo(faults: object[]): Logger {
  const logger: Logger = {
    debug() {},
    info() {},
    warn() {},
    error: (fields, message) => faults.push({ ...fields, message }),
    child: () => logger,
  };
  return logger;
}
