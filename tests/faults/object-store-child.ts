// Writes objects until it is killed, and says what was acknowledged. The test kills it, again and again.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { systemClock } from '../../src/base/clock.ts';
import { silentLogger } from '../../src/base/logger.ts';
import { type FileObjectStore, openObjectStore } from '../../src/store/objects/file-object-store.ts';
import { migrate } from '../../src/store/sql/migrate.ts';
import { openSqliteStore } from '../../src/store/sql/sqlite-store.ts';

export interface ChildInput {
  readonly mode: 'write' | 'small-disk' | 'on-small-disk';
  readonly folder: string;
  /** The first version to write, higher than all of the runs before. */
  readonly firstVersion: number;
}

export const BUCKET = 'crash-test';
const WRITERS = 6;
const KEYS_OF_A_WRITER = 3;
const PART_BYTES = 5 * 1024 * 1024;

/** Content that tells its version at both ends, so that a half or a mixed object shows. */
export function contentOf(version: number): Buffer {
  const mark = Buffer.from(`version ${version}.`);
  const size = version % 7 === 0 ? PART_BYTES + 1000 : 50 + ((version * 7919) % 200_000);
  return Buffer.concat([mark, Buffer.alloc(size, version % 251), mark]);
}

async function write(objects: FileObjectStore, key: string, version: number): Promise<string> {
  if (version % 11 === 0) {
    await objects.delete(BUCKET, key);
    return 'deleted';
  }
  const content = contentOf(version);
  if (version % 7 !== 0) {
    await objects.write(BUCKET, key, Readable.from([content.subarray(0, 20), content.subarray(20)]));
    return 'put';
  }
  const upload = await objects.uploads.create(BUCKET, key, {});
  const pieces = [content.subarray(0, PART_BYTES), content.subarray(PART_BYTES)];
  const parts = await Promise.all(
    pieces.map((piece, index) => objects.uploads.putPart(upload, index + 1, { content: piece })),
  );
  await objects.uploads.complete(BUCKET, key, upload.uploadId, parts, {});
  return 'put';
}

async function open(folder: string) {
  const store = await openSqliteStore({ path: join(folder, 'state.db') });
  await migrate(store);
  const objects = await openObjectStore({ store, dataDir: folder, clock: systemClock, logger: silentLogger });
  await objects.buckets.create(BUCKET, { account: '123456789012', region: 'us-west-2' });
  return objects;
}

async function writeForever({ folder, firstVersion }: ChildInput): Promise<void> {
  const objects = await open(folder);
  let version = firstVersion;
  const writer = async (name: number) => {
    for (let turn = 0; ; turn++) {
      const key = `writer ${name}/key ${turn % KEYS_OF_A_WRITER}`;
      const own = version++;
      process.stdout.write(`begin ${own} ${key}\n`);
      const what = await write(objects, key, own);
      process.stdout.write(`${what} ${own} ${key}\n`);
    }
  };
  process.stdout.write('ready\n');
  await Promise.all(Array.from({ length: WRITERS }, (_, name) => writer(name)));
}

/** Starts this program again in a mount namespace of its own, where a small file system lies over the objects. */
function runOnSmallDisk(input: ChildInput): void {
  const objectsFolder = join(input.folder, 'objects');
  mkdirSync(objectsFolder, { recursive: true });
  const script = 'mount -t tmpfs -o size=48m tmpfs "$1" && shift && exec "$@"';
  const inner = JSON.stringify({ ...input, mode: 'on-small-disk' });
  const program = [process.execPath, process.argv[1] ?? '', inner];
  const result = spawnSync('unshare', ['-r', '-m', 'sh', '-c', script, 'sh', objectsFolder, ...program], {
    stdio: 'inherit',
  });
  process.exitCode = result.status ?? 1;
}

async function fillDisk({ folder }: ChildInput): Promise<void> {
  const objects = await open(folder);
  const say = (line: string) => process.stdout.write(`${line}\n`);
  const codeOf = (work: Promise<unknown>) =>
    work.then(
      () => 'written',
      (error: Error) => error.name,
    );
  const endless = Readable.from(
    (function* () {
      for (let i = 0; i < 100; i++) yield Buffer.alloc(1024 * 1024, i);
    })(),
  );
  await objects.write(BUCKET, 'before', Buffer.from('kept'));
  say(`stream: ${await codeOf(objects.write(BUCKET, 'too big', endless))}`);
  const announced = { content: Readable.from([Buffer.from('x')]), sizeBytes: 100 * 1024 * 1024 };
  say(`announced: ${await codeOf(objects.put({ bucket: BUCKET, key: 'too big', body: announced }))}`);
  say(`half-written files: ${readdirSync(join(folder, 'objects', 'incoming')).length}`);
  say(`after: ${await codeOf(objects.write(BUCKET, 'after', Buffer.from('fits')))}`);
  say(`listed: ${(await objects.list(BUCKET, '', 10)).objects.map((object) => object.key).join(', ')}`);
  await objects.close();
}

async function run(input: ChildInput): Promise<void> {
  if (input.mode === 'small-disk') runOnSmallDisk(input);
  else if (input.mode === 'on-small-disk') await fillDisk(input);
  else await writeForever(input);
}

if (process.argv[2]?.startsWith('{')) await run(JSON.parse(process.argv[2]) as ChildInput);
