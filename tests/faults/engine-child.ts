// A node that moves counters through the engine until all of them are done. The test kills it, again and again.
import { systemClock } from '../../src/base/clock.ts';
import { silentLogger } from '../../src/base/logger.ts';
import { createEngine, type Engine } from '../../src/engine/engine.ts';
import type { Reconciled } from '../../src/engine/work.ts';
import type { WorkTables } from '../../src/engine/work-tables.ts';
import { openPostgresStore } from '../../src/store/sql/postgres-store.ts';
import type { SqlStore } from '../../src/store/sql/sql-store.ts';
import { openSqliteStore } from '../../src/store/sql/sqlite-store.ts';
import { count, counterValue } from '../support/counters.ts';

export interface ChildInput {
  /** A PostgreSQL URL, or the path of an SQLite file. */
  readonly database: string;
  readonly nodeId: string;
  readonly counters: number;
  readonly target: number;
}

/** The counter before it in a chain, which has to be done first. */
function before(key: string): string | undefined {
  const [name, place] = key.split('-');
  return place === undefined || place === '0' ? undefined : `${name}-${Number(place) - 1}`;
}

/** Four chains, so that there is always work to do and always work that waits for other work. */
export function counterNames(counters: number): string[] {
  return Array.from({ length: counters }, (_, i) => `chain${i % 4}-${Math.floor(i / 4)}`);
}

async function reconcile(store: SqlStore, engine: Engine, key: string, target: number): Promise<Reconciled> {
  const first = before(key);
  if (first !== undefined && (await counterValue(store.reader, first)) < target) {
    return {
      commit: (tx) => engine.scheduler.subscribe(tx, `${first} done`, { kind: 'counter', key }),
      next: 'when-woken',
    };
  }
  const value = (await counterValue(store.reader, key)) + 1;
  const done = value >= target;
  return {
    commit: async (tx) => {
      await count(tx, key);
      // Two commits of the same look would double this key, and fail.
      await count(tx, `${key} reached ${value}`);
      if (done) await engine.scheduler.publish(tx, `${key} done`);
      tx.afterCommit(() => process.stdout.write(`committed ${key} ${value}\n`));
    },
    next: done ? 'finished' : { atMs: Date.now() + (value % 3) },
  };
}

async function isDone(store: SqlStore): Promise<boolean> {
  if ((await counterValue(store.reader, 'planned')) === 0) return false;
  const left = await store.reader.withTables<WorkTables>().selectFrom('engine_work').select('kind').limit(1).execute();
  return left.length === 0;
}

async function run({ database, nodeId, counters, target }: ChildInput): Promise<void> {
  const store = database.startsWith('postgres:')
    ? await openPostgresStore({ url: database })
    : await openSqliteStore({ path: database });
  const engine = createEngine({ store, clock: systemClock, logger: silentLogger, nodeId, leaseMs: 600, pollMs: 100 });
  engine.register({ kind: 'counter', reconcile: (key) => reconcile(store, engine, key, target) });
  await engine.start();
  await store.transaction(async (tx) => {
    if (nodeId !== 'node-0' || (await counterValue(tx.db, 'planned')) > 0) return;
    await count(tx, 'planned');
    for (const key of counterNames(counters)) await engine.scheduler.schedule(tx, { kind: 'counter', key });
  });
  process.stdout.write('ready\n');
  while (!(await isDone(store))) await new Promise((resolve) => setTimeout(resolve, 20));
  await engine.stop();
  await store.close();
}

if (process.argv[2]) await run(JSON.parse(process.argv[2]) as ChildInput);
