import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import { systemClock } from '../../src/base/clock.ts';
import { silentLogger } from '../../src/base/logger.ts';
import { s3Handlers } from '../../src/neighbours/s3/index.ts';
import { type FileObjectStore, openObjectStore } from '../../src/store/objects/file-object-store.ts';
import { migrate } from '../../src/store/sql/migrate.ts';
import { openSqliteStore } from '../../src/store/sql/sqlite-store.ts';
import { ADMIN, REGION, startGateway } from './test-gateway.ts';

export interface S3Server {
  readonly url: string;
  readonly objects: FileObjectStore;
  readonly dataDir: string;
  client(config?: S3ClientConfig): S3Client;
  close(): Promise<void>;
}

/** The S3 API on a free port, over SQLite and a data directory that are removed at the end. */
export async function startS3Server(): Promise<S3Server> {
  const dataDir = mkdtempSync(join(tmpdir(), 'sagebrush-s3-'));
  const store = await openSqliteStore({ path: join(dataDir, 'state.db') });
  await migrate(store);
  const objects = await openObjectStore({ store, dataDir, clock: systemClock, logger: silentLogger });
  const { url, gateway } = await startGateway((registry) => registry.add('s3', s3Handlers(objects)));
  const clients: S3Client[] = [];
  return {
    url,
    objects,
    dataDir,
    client(config = {}) {
      const client = new S3Client({
        endpoint: url,
        region: REGION,
        credentials: ADMIN,
        forcePathStyle: true,
        ...config,
      });
      clients.push(client);
      return client;
    },
    async close() {
      for (const client of clients) client.destroy();
      await gateway.close();
      await objects.close();
      await store.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
