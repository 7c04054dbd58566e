import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { silentLogger } from '../../src/base/logger.ts';
import { BlobFiles } from '../../src/store/objects/blob-files.ts';
import { sweepBlobs } from '../../src/store/objects/blob-sweep.ts';
import { openObjectStore } from '../../src/store/objects/file-object-store.ts';
import type { ObjectTables } from '../../src/store/objects/object-tables.ts';
import { migrate } from '../../src/store/sql/migrate.ts';
import type { SqlStore } from '../../src/store/sql/sql-store.ts';
import { openSqliteStore } from '../../src/store/sql/sqlite-store.ts';
import { type ChildProgram, compileChild } from '../support/typescript-child.ts';
import { BUCKET, type ChildInput, contentOf } from './object-store-child.ts';

const KILLS = 8;
const seed = Number(process.env['SAGEBRUSH_TEST_SEED'] ?? Date.now() % 1_000_000);

/** Numbers from 0 to 1 that follow from the seed (a linear congruential generator). */
function randomFrom(start: number): () => number {
  let state = start >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** What a key may hold: the last acknowledged version (undefined: deleted), or one that was under way at a kill. */
class Expectations {
  readonly #acknowledged = new Map<string, number | undefined>();
  readonly #begun = new Map<string, number[]>();
  acknowledgedWrites = 0;

  read(lines: readonly string[]): void {
    for (const line of lines) {
      const [, what = '', version = '', key = ''] = /^(begin|put|deleted) (\d+) (.*)$/.exec(line) ?? [];
      if (what === 'begin') this.#begun.set(key, [...(this.#begun.get(key) ?? []), Number(version)]);
      if (what === 'put' || what === 'deleted') {
        this.#acknowledged.set(key, what === 'put' ? Number(version) : undefined);
        this.#begun.set(key, []);
        this.acknowledgedWrites++;
      }
    }
  }

  get keys(): string[] {
    return [...new Set([...this.#acknowledged.keys(), ...this.#begun.keys()])];
  }

  mayHold(key: string): (number | undefined)[] {
    const underWay = (this.#begun.get(key) ?? []).map((version) => (version % 11 === 0 ? undefined : version));
    return [this.#acknowledged.get(key), ...underWay];
  }
}

describe(`the object store, when its process is killed (seed ${seed})`, () => {
  let program: ChildProgram;
  let folder: string;
  beforeAll(() => {
    program = compileChild(join(import.meta.dirname, 'object-store-child.ts'));
    folder = mkdtempSync(join(tmpdir(), 'sagebrush-crash-'));
  });
  afterAll(() => {
    program.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  async function runAndKill(firstVersion: number, afterMs: number): Promise<readonly string[]> {
    const child = program.start({ mode: 'write', folder, firstVersion } satisfies ChildInput);
    await expect.poll(() => child.lines.includes('ready') || child.errors.length > 0, { timeout: 30_000 }).toBe(true);
    await pause(afterMs);
    child.process.kill('SIGKILL');
    expect(await child.ended, child.errors.join('\n')).toBe('SIGKILL');
    return child.lines;
  }

  async function withStore(work: (store: SqlStore) => Promise<void>): Promise<void> {
    const store = await openSqliteStore({ path: join(folder, 'state.db') });
    await migrate(store);
    await work(store).finally(() => store.close());
  }

  async function checkObjects(store: SqlStore, expectations: Expectations): Promise<void> {
    const objects = await openObjectStore({ store, dataDir: folder, clock: systemClock, logger: silentLogger });
    for (const key of expectations.keys) {
      const object = await objects.head(BUCKET, key);
      const content = object && (await buffer((await objects.read(BUCKET, key)).body));
      const version = content && Number(/^version (\d+)\./.exec(content.toString('latin1', 0, 30))?.[1]);
      expect(expectations.mayHold(key), key).toContain(version);
      if (content && version !== undefined) expect(content.equals(contentOf(version)), `${key} is whole`).toBe(true);
    }
    await objects.close();
  }

  it('has every acknowledged object, whole, and keeps no file that none of them needs', async () => {
    const random = randomFrom(seed);
    const expectations = new Expectations();
    for (let kill = 0; kill < KILLS; kill++) {
      expectations.read(await runAndKill((kill + 1) * 1_000_000, 50 + random() * 600));
      await withStore((store) => checkObjects(store, expectations));
    }
    expect(expectations.acknowledgedWrites).toBeGreaterThan(50);
    await withStore(async (store) => {
      const blobs = new BlobFiles(join(folder, 'objects'));
      await sweepBlobs({ store, blobs, clock: systemClock }, -60_000);
      await checkObjects(store, expectations);
      const entries = readdirSync(join(folder, 'objects'), { recursive: true, withFileTypes: true });
      const files = entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
      expect(files.sort()).toEqual(await namedBlobIds(store));
    });
  });

  it('refuses what the disk can not hold, and goes on with what it can', async () => {
    const place = mkdtempSync(join(tmpdir(), 'sagebrush-full-'));
    const child = program.start({ mode: 'small-disk', folder: place, firstVersion: 0 } satisfies ChildInput);
    expect(await child.ended, child.errors.join('\n')).toBe(0);
    expect(child.lines).toEqual([
      'stream: InsufficientStorage',
      'announced: InsufficientStorage',
      'half-written files: 0',
      'after: written',
      'listed: after, before',
    ]);
    rmSync(place, { recursive: true, force: true });
  });
});

async function namedBlobIds(store: SqlStore): Promise<string[]> {
  const tables = store.reader.withTables<ObjectTables>();
  const rows = [
    ...(await tables.selectFrom('s3_objects').select('blob_id').execute()),
    ...(await tables.selectFrom('s3_parts').select('blob_id').execute()),
  ];
  return rows.flatMap((row) => (row.blob_id ? [row.blob_id] : [])).sort();
}
