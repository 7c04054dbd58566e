import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterEach, expect, it, vi } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { silentLogger } from '../../src/base/logger.ts';
import { createEngine, type Engine, type EngineOptions } from '../../src/engine/engine.ts';
import type { Controller } from '../../src/engine/work.ts';
import type { WorkTables } from '../../src/engine/work-tables.ts';
import type { SqlStore } from '../../src/store/sql/sql-store.ts';
import { counted, counterController, counterValue, counterValues, createCounters } from '../support/counters.ts';
import { forEachStore } from '../support/stores.ts';

const engines: Engine[] = [];
const work = (key: string) => ({ kind: 'counter', key });
const HOUR_MS = 3_600_000;

function newEngine(store: SqlStore, nodeId: string, controller?: Controller, options: Partial<EngineOptions> = {}) {
  const engine = createEngine({ store, clock: systemClock, logger: silentLogger, nodeId, ...options });
  if (controller) engine.register(controller);
  engines.push(engine);
  return engine;
}

const rowsLeft = (store: SqlStore) =>
  store.reader.withTables<WorkTables>().selectFrom('engine_work').selectAll().execute();
const allGone = (store: SqlStore, timeoutMs = 30_000) =>
  vi.waitFor(async () => expect(await rowsLeft(store)).toEqual([]), timeoutMs);

forEachStore('engines on one database', (open, dialect) => {
  afterEach(async () => {
    for (const engine of engines.splice(0)) await engine.stop();
  });

  it('commit every look exactly once when they race for the same work', async () => {
    const first = await open('race');
    // An SQLite file has one owner: there two engines in one process are the worst that can be done to it.
    const second = dialect === 'postgres' ? await open('race') : first;
    await createCounters(first);
    const looksWanted = 5;
    const racer = (store: SqlStore) =>
      counterController(async (key) => {
        const value = await counterValue(store.reader, key);
        return counted(key, value + 1 < looksWanted ? { atMs: 0 } : 'finished');
      });
    const a = newEngine(first, 'node-a', racer(first));
    const b = newEngine(second, 'node-b', racer(second));
    await Promise.all([a.start(), b.start()]);
    const keys = Array.from({ length: 60 }, (_, i) => `counter-${i}`);
    await first.transaction(async (tx) => {
      for (const key of keys) await a.scheduler.schedule(tx, work(key));
      tx.afterCommit(() => void b.scheduler.wake(work('counter-0')));
    });
    await allGone(first);
    const values = await counterValues(first.reader);
    // The wake may have brought the first of them one look more.
    const { 'counter-0': woken = 0, ...others } = values;
    expect([looksWanted, looksWanted + 1]).toContain(woken);
    expect(Object.values(others)).toEqual(keys.slice(1).map(() => looksWanted));
  });

  if (dialect !== 'postgres') return;

  const openTwo = async (label: string) => {
    const [first, second] = [await open(label), await open(label)];
    await createCounters(first);
    return { first, second };
  };
  /** Looks that begin and never end by themselves. */
  const stuck = (began: string[], aborted: string[]) =>
    counterController(async (key, signal) => {
      began.push(key);
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      aborted.push(key);
      return counted(key, 'finished');
    });

  it('take over what another node left when its lease has run out, and the other one can write nothing', async () => {
    const { first, second } = await openTwo('takeover');
    let nowMs = 1_000_000;
    const clock = { nowMs: () => nowMs };
    const began: string[] = [];
    const aborted: string[] = [];
    // A node that hangs: its heartbeat is an hour away.
    const hanging = newEngine(first, 'node-a', stuck(began, aborted), { clock, leaseMs: 3 * HOUR_MS });
    await hanging.start();
    await first.transaction((tx) => hanging.scheduler.schedule(tx, work('a')));
    await vi.waitFor(() => expect(began).toEqual(['a']));

    const healthy = newEngine(second, 'node-b', counterController(), { clock, pollMs: 10 });
    await healthy.start();
    await pause(100);
    expect(await counterValue(first.reader, 'a')).toBe(0);
    nowMs += 3 * HOUR_MS;
    await allGone(second);
    expect(await counterValue(first.reader, 'a')).toBe(1);
    await hanging.stop();
    expect(aborted).toEqual(['a']);
    expect(await counterValue(first.reader, 'a')).toBe(1);
  });

  it('tell a look that its lease was lost', async () => {
    const { first, second } = await openTwo('lost');
    const began: string[] = [];
    const aborted: string[] = [];
    const engine = newEngine(first, 'node-a', stuck(began, aborted), { leaseMs: 150 });
    await engine.start();
    await first.transaction((tx) => engine.scheduler.schedule(tx, work('a')));
    await vi.waitFor(() => expect(began).toEqual(['a']));
    await second.transaction(async (tx) => {
      await tx.db
        .withTables<WorkTables>()
        .updateTable('engine_work')
        .set((eb) => ({ fence: eb('fence', '+', 1), lease_owner: 'node-b', lease_until_ms: Date.now() + HOUR_MS }))
        .execute();
    });
    await vi.waitFor(() => expect(aborted).toEqual(['a']));
    await engine.stop();
    expect(await counterValue(first.reader, 'a')).toBe(0);
    expect(await rowsLeft(first)).toMatchObject([{ lease_owner: 'node-b', attempt: 0 }]);
  });

  it('keep the lease of a look that takes longer than it', async () => {
    const { first, second } = await openTwo('long');
    let looks = 0;
    const slow = counterController(async (key) => {
      looks++;
      await pause(5_000);
      return counted(key, 'finished');
    });
    // Long beside what a busy machine may make a heartbeat wait, short beside the look.
    const options = { leaseMs: 2_000, pollMs: 10 };
    const a = newEngine(first, 'node-a', slow, options);
    const b = newEngine(second, 'node-b', slow, options);
    await Promise.all([a.start(), b.start()]);
    await first.transaction((tx) => a.scheduler.schedule(tx, work('a')));
    await allGone(first);
    expect(looks).toBe(1);
    expect(await counterValue(first.reader, 'a')).toBe(1);
  });

  it('take over from themselves a look that hung, end it, and keep the lease of the new one', async () => {
    const { first } = await openTwo('own takeover');
    const ended: ((value: unknown) => void)[] = [];
    const signals: AbortSignal[] = [];
    const hanging = counterController(async (key, signal) => {
      signals.push(signal);
      await new Promise((resolve) => ended.push(resolve));
      return counted(key, 'finished');
    });
    const engine = newEngine(first, 'node-a', hanging, { leaseMs: 1_000, pollMs: 10 });
    await engine.start();
    await first.transaction((tx) => engine.scheduler.schedule(tx, work('a')));
    await vi.waitFor(() => expect(signals).toHaveLength(1));
    // As after a pause of the whole node that was longer than the lease.
    await first.transaction(async (tx) => {
      await tx.db.withTables<WorkTables>().updateTable('engine_work').set({ lease_until_ms: 0 }).execute();
    });
    await vi.waitFor(() => expect(signals).toHaveLength(2));
    expect(signals.map((signal) => signal.aborted)).toEqual([true, false]);
    ended[0]?.(undefined);
    await pause(2_000);
    expect(signals).toHaveLength(2);
    expect(signals[1]?.aborted).toBe(false);
    ended[1]?.(undefined);
    await allGone(first);
    expect(await counterValue(first.reader, 'a')).toBe(1);
  });

  it('free what their own former life held as soon as they start', async () => {
    const { first, second } = await openTwo('former life');
    const setUp = newEngine(first, 'node-a');
    await first.transaction((tx) => setUp.scheduler.schedule(tx, work('a')));
    await first.transaction(async (tx) => {
      const leased = { lease_owner: 'node-a', lease_until_ms: Date.now() + HOUR_MS };
      await tx.db.withTables<WorkTables>().updateTable('engine_work').set(leased).execute();
    });
    const other = newEngine(second, 'node-b', counterController(), { pollMs: 10 });
    await other.start();
    await pause(60);
    expect(await counterValue(first.reader, 'a')).toBe(0);
    await other.stop();
    const again = newEngine(first, 'node-a', counterController());
    await again.start();
    await allGone(first);
    expect(await counterValue(first.reader, 'a')).toBe(1);
  });

  it('tell each other of work that they cannot look at themselves', async () => {
    const { first, second } = await openTwo('signals');
    const asking = newEngine(first, 'node-a');
    const working = newEngine(second, 'node-b', counterController(), { pollMs: HOUR_MS });
    await Promise.all([asking.start(), working.start()]);
    await pause(50);
    await first.transaction((tx) => asking.scheduler.schedule(tx, work('a')));
    await allGone(first, 5000);
  });

  it('go on when the database has dropped all their sessions', async () => {
    const { first, second } = await openTwo('dropped');
    const asking = newEngine(first, 'node-a');
    const working = newEngine(second, 'node-b', counterController(), { pollMs: 50 });
    await Promise.all([asking.start(), working.start()]);
    for (const key of ['a', 'b']) {
      await sql`select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()`.execute(first.reader);
      // The first may be given a session that is gone, and says so instead of pretending to have committed.
      await vi.waitFor(() => first.transaction((tx) => asking.scheduler.schedule(tx, work(key))));
      await allGone(first);
    }
    expect(await counterValue(first.reader, 'b')).toBe(1);
  });
});
