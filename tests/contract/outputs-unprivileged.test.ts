import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { silentLogger } from '../../src/base/logger.ts';
import { sendArchive } from '../../src/jobs/output-archive.ts';
import { sendFiles } from '../../src/jobs/output-files.ts';
import { type FileObjectStore, openObjectStore } from '../../src/store/objects/file-object-store.ts';
import { migrate } from '../../src/store/sql/migrate.ts';
import type { SqlStore } from '../../src/store/sql/sql-store.ts';
import { openSqliteStore } from '../../src/store/sql/sqlite-store.ts';

/** The user `nobody`: root may read everything. */
const NOBODY = 65534;

// Every test file has a process of its own, so there is nobody who would need to be root again.
if (process.getuid?.() === 0) {
  process.setgroups?.([]);
  process.setgid?.(NOBODY);
  process.setuid?.(NOBODY);
}

describe('outputs that a job left no right to read', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'sagebrush-outputs-'));
  const root = join(dataDir, 'ml');
  const directory = join(root, 'out');
  let store: SqlStore;
  let objects: FileObjectStore;

  beforeAll(async () => {
    mkdirSync(join(directory, 'sub'), { recursive: true });
    for (const name of ['a', 'b', 'sub/c']) writeFileSync(join(directory, name), name);
    store = await openSqliteStore({ path: join(dataDir, 'state.db') });
    await migrate(store);
    objects = await openObjectStore({ store, dataDir, clock: systemClock, logger: silentLogger });
    await objects.buckets.create('outputs', { account: '123456789012', region: 'us-west-2' });
  });
  afterAll(async () => {
    await objects.close();
    await store.close();
    chmodSync(join(directory, 'sub'), 0o700);
    rmSync(dataDir, { recursive: true, force: true });
  });

  const keys = async () => (await objects.list('outputs', '', 10)).objects.map(({ key }) => key);

  it('fail the job, and remove nothing at the destination', async () => {
    const destination = { root, directory, s3Uri: 's3://outputs/files', mirrorDeletes: true };
    const sent = new Map<string, string>();
    await sendFiles(objects, destination, sent);
    chmodSync(join(directory, 'sub'), 0);
    await expect(sendFiles(objects, destination, sent)).rejects.toMatchObject({
      kind: 'ClientError',
      message:
        'Artifact upload failed:Failed to upload to s3://outputs/files: "/opt/ml/out/sub" can not be read (EACCES).',
    });
    expect(await keys()).toEqual(['files/a', 'files/b', 'files/sub/c']);
  });

  it('fail the job when they belong in an archive, however many they are, and leave the server running', async () => {
    for (const name of ['a', 'b', 'sub']) chmodSync(join(directory, name), 0);
    const s3Uri = 's3://outputs/model.tar.gz';
    const plan = { sources: [{ root, directory }], s3Uri, whenEmpty: true, scratch: join(dataDir, 'merged') };
    await expect(sendArchive(objects, plan)).rejects.toMatchObject({
      kind: 'ClientError',
      message: expect.stringMatching(/"\/opt\/ml\/out\/\w+" can not be read \(EACCES\)\.$/),
    });
    expect(await keys()).not.toContain('model.tar.gz');
  });
});
