import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WorkTables } from '../../src/engine/work-tables.ts';
import { migrate } from '../../src/store/sql/migrate.ts';
import { openPostgresStore } from '../../src/store/sql/postgres-store.ts';
import type { SqlStore } from '../../src/store/sql/sql-store.ts';
import { openSqliteStore } from '../../src/store/sql/sqlite-store.ts';
import { counterValues, createCounters } from '../support/counters.ts';
import { createPostgresDatabase, dropPostgresDatabase } from '../support/postgres.ts';
import { type Child, type ChildProgram, compileChild } from '../support/typescript-child.ts';
import { type ChildInput, counterNames } from './engine-child.ts';

const COUNTERS = 24;
const TARGET = 25;
const KILLS = 10;

const seed = Number(process.env['SAGEBRUSH_TEST_SEED'] ?? Date.now() % 1_000_000);

/** Numbers from 0 to 1 that follow from the seed (a linear congruential generator). */
function randomFrom(start: number): () => number {
  let state = start >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

describe(`the engine, when its processes are killed (seed ${seed})`, () => {
  let program: ChildProgram;
  beforeAll(() => {
    program = compileChild(join(import.meta.dirname, 'engine-child.ts'));
  });
  afterAll(() => program.remove());

  /** Kills the node at random moments and starts it again, then lets it finish. Gives all it said. */
  async function killAndRestart(database: string, nodeId: string, random: () => number): Promise<string[]> {
    const said: string[] = [];
    let kills = 0;
    const start = () => program.start({ database, nodeId, counters: COUNTERS, target: TARGET } satisfies ChildInput);
    for (let kill = 0; kill < KILLS; kill++) {
      const child = start();
      await lineOrEnd(child, 'ready');
      await pause(random() * 120);
      child.process.kill('SIGKILL');
      const ended = await child.ended;
      said.push(...child.lines);
      expect(child.errors).toEqual([]);
      if (ended !== 'SIGKILL') break;
      kills++;
    }
    expect(kills).toBeGreaterThan(2);
    const last = start();
    expect(await last.ended, last.errors.join('\n')).toBe(0);
    said.push(...last.lines);
    return said;
  }

  async function expectExactCounts(store: SqlStore, said: readonly string[]): Promise<void> {
    const { planned: _planned, ...values } = await counterValues(store.reader);
    const expected: Record<string, number> = {};
    for (const key of counterNames(COUNTERS)) {
      expected[key] = TARGET;
      for (let value = 1; value <= TARGET; value++) expected[`${key} reached ${value}`] = 1;
    }
    expect(values).toEqual(expected);
    const commits = said.filter((line) => line.startsWith('committed'));
    // A process may die between a commit and telling of it, but never tells of one twice, or of one that is not there.
    expect(new Set(commits).size).toBe(commits.length);
    expect(commits.length).toBeLessThanOrEqual(COUNTERS * TARGET);
    const work = store.reader.withTables<WorkTables>();
    expect(await work.selectFrom('engine_work').selectAll().execute()).toEqual([]);
    expect(await work.selectFrom('engine_subscription').selectAll().execute()).toEqual([]);
  }

  it('counts every counter exactly to its end on SQLite', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'sagebrush-faults-'));
    const path = join(directory, 'state.db');
    await prepare(await openSqliteStore({ path }));
    const said = await killAndRestart(path, 'node-0', randomFrom(seed));
    const store = await openSqliteStore({ path });
    await expectExactCounts(store, said);
    await store.close();
    rmSync(directory, { recursive: true });
  });

  it('counts every counter exactly to its end on PostgreSQL, with two nodes that both die', async () => {
    const url = await createPostgresDatabase();
    await prepare(await openPostgresStore({ url }));
    const nodes = ['node-0', 'node-1'].map((nodeId, index) => killAndRestart(url, nodeId, randomFrom(seed + index)));
    const said = (await Promise.all(nodes)).flat();
    const store = await openPostgresStore({ url });
    await expectExactCounts(store, said);
    await store.close();
    await dropPostgresDatabase(url);
  });
});

async function prepare(store: SqlStore): Promise<void> {
  await migrate(store);
  await createCounters(store);
  await store.close();
}

/** Waits until the child has said the line, or has ended. */
async function lineOrEnd(child: Child, line: string): Promise<void> {
  let over = false;
  void child.ended.then(() => {
    over = true;
  });
  while (!over && !child.lines.includes(line)) await pause(5);
}
