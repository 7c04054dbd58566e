import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, expect, it, vi } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { silentLogger } from '../../src/base/logger.ts';
import { createEngine, type Engine, type EngineOptions } from '../../src/engine/engine.ts';
import type { Controller } from '../../src/engine/work.ts';
import type { WorkTables } from '../../src/engine/work-tables.ts';
import type { SqlStore } from '../../src/store/sql/sql-store.ts';
import { count, counted, counterController, counterValue, createCounters } from '../support/counters.ts';
import { forEachStore } from '../support/stores.ts';

const engines: Engine[] = [];

async function startEngine(store: SqlStore, controller: Controller, options: Partial<EngineOptions> = {}) {
  const engine = createEngine({ store, clock: systemClock, logger: silentLogger, nodeId: 'node-a', ...options });
  engine.register(controller);
  engines.push(engine);
  await engine.start();
  return engine;
}

const work = (key: string) => ({ kind: 'counter', key });
const schedule = (store: SqlStore, engine: Engine, key: string, atMs?: number) =>
  store.transaction((tx) => engine.scheduler.schedule(tx, work(key), atMs));
const row = (store: SqlStore, key: string) =>
  store.reader
    .withTables<WorkTables>()
    .selectFrom('engine_work')
    .selectAll()
    .where('work_key', '=', key)
    .executeTakeFirst();
const gone = (store: SqlStore, key: string) => vi.waitFor(async () => expect(await row(store, key)).toBeUndefined());

/** A look that waits in the middle until the test lets it go on. */
function gate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}

forEachStore('the engine', (open) => {
  afterEach(async () => {
    for (const engine of engines.splice(0)) await engine.stop();
  });

  const openWithCounters = async (label?: string) => {
    const store = await open(label);
    await createCounters(store);
    return store;
  };

  it('looks at scheduled work at once, commits its writes and forgets it when it is finished', async () => {
    const store = await openWithCounters();
    const engine = await startEngine(store, counterController());
    await schedule(store, engine, 'a');
    await gone(store, 'a');
    expect(await counterValue(store.reader, 'a')).toBe(1);
  });

  it('starts nothing for a transaction that is rolled back', async () => {
    const store = await openWithCounters();
    const seen: string[] = [];
    const engine = await startEngine(
      store,
      counterController(async (key) => {
        seen.push(key);
        return { next: 'finished' };
      }),
    );
    const failing = store.transaction(async (tx) => {
      await engine.scheduler.schedule(tx, work('a'));
      throw new Error('on purpose');
    });
    await expect(failing).rejects.toThrow('on purpose');
    await schedule(store, engine, 'b');
    await gone(store, 'b');
    expect(seen).toEqual(['b']);
  });

  it('leaves work alone until its time has come', async () => {
    const store = await openWithCounters();
    let nowMs = 1_000_000;
    const clock = { nowMs: () => nowMs };
    const engine = await startEngine(store, counterController(), { clock, pollMs: 10 });
    await schedule(store, engine, 'later', nowMs + 60_000);
    await schedule(store, engine, 'now');
    await gone(store, 'now');
    expect(await counterValue(store.reader, 'later')).toBe(0);
    nowMs += 60_000;
    await gone(store, 'later');
    expect(await counterValue(store.reader, 'later')).toBe(1);
  });

  it('wakes by its timer without being asked', async () => {
    const store = await openWithCounters();
    const engine = await startEngine(store, counterController(), { pollMs: 3_600_000 });
    await schedule(store, engine, 'a', Date.now() + 50);
    await gone(store, 'a');
  });

  it('brings a look forward, and never puts it back', async () => {
    const store = await openWithCounters();
    const engine = await startEngine(store, counterController(), { pollMs: 3_600_000 });
    const farMs = Date.now() + 3_600_000;
    await schedule(store, engine, 'a', farMs);
    await schedule(store, engine, 'a', farMs + 1000);
    expect((await row(store, 'a'))?.wake_at_ms).toBe(farMs);
    await engine.scheduler.wake(work('a'));
    await gone(store, 'a');
  });

  it('repeats a look that fails after a pause, keeps its error, and writes nothing of it', async () => {
    const store = await openWithCounters();
    let failures = 0;
    const engine = await startEngine(
      store,
      counterController(async (key) => {
        if (failures++ < 2) throw new Error(`failure ${failures}`);
        return counted(key, 'when-woken');
      }),
    );
    const beganMs = performance.now();
    await schedule(store, engine, 'a');
    await vi.waitFor(async () => expect((await row(store, 'a'))?.last_error).toBe('Error: failure 2'));
    expect((await row(store, 'a'))?.attempt).toBe(2);
    await vi.waitFor(async () => expect(await counterValue(store.reader, 'a')).toBe(1));
    expect(performance.now() - beganMs).toBeGreaterThan(150);
    expect(await row(store, 'a')).toMatchObject({ attempt: 0, last_error: null, wake_at_ms: null });
  });

  it('undoes the whole commit when a part of it fails', async () => {
    const store = await openWithCounters();
    let broken = true;
    const engine = await startEngine(
      store,
      counterController(async (key) => ({
        commit: async (tx) => {
          await count(tx, key);
          if (broken) {
            broken = false;
            throw new Error('half-way');
          }
        },
        next: 'finished',
      })),
    );
    await schedule(store, engine, 'a');
    await gone(store, 'a');
    expect(await counterValue(store.reader, 'a')).toBe(1);
  });

  it('looks again right after a look during which the work was woken', async () => {
    const store = await openWithCounters();
    const { open: letGo, opened } = gate();
    let looks = 0;
    const engine = await startEngine(
      store,
      counterController(async (key) => {
        if (++looks === 1) await opened;
        return counted(key, 'when-woken');
      }),
    );
    await schedule(store, engine, 'a');
    await vi.waitFor(() => expect(looks).toBe(1));
    await engine.scheduler.wake(work('a'));
    letGo();
    await vi.waitFor(async () => expect(await counterValue(store.reader, 'a')).toBe(2));
  });

  it('keeps finished work that was scheduled again meanwhile, for one more look', async () => {
    const store = await openWithCounters();
    const { open: letGo, opened } = gate();
    let looks = 0;
    const engine = await startEngine(
      store,
      counterController(async (key) => {
        if (++looks === 1) await opened;
        return counted(key, 'finished');
      }),
    );
    await schedule(store, engine, 'a');
    await vi.waitFor(() => expect(looks).toBe(1));
    await schedule(store, engine, 'a');
    letGo();
    await gone(store, 'a');
    expect(await counterValue(store.reader, 'a')).toBe(2);
  });

  it('takes what a commit schedules for its own work as the time of the next look', async () => {
    const store = await openWithCounters();
    const atMs = Date.now() + 3_600_000;
    let looks = 0;
    const engine: Engine = await startEngine(
      store,
      counterController(async (key) => {
        looks++;
        return { commit: (tx) => engine.scheduler.schedule(tx, work(key), atMs), next: 'when-woken' };
      }),
    );
    await schedule(store, engine, 'a');
    await vi.waitFor(async () => expect((await row(store, 'a'))?.wake_at_ms).toBe(atMs));
    await pause(20);
    expect(looks).toBe(1);
  });

  it('does nothing when unknown work is woken', async () => {
    const store = await openWithCounters();
    const engine = await startEngine(store, counterController());
    await engine.scheduler.wake(work('unknown'));
    expect(await row(store, 'unknown')).toBeUndefined();
  });

  it('wakes subscribers with the commit that publishes, once', async () => {
    const store = await openWithCounters();
    let ended = false;
    let looks = 0;
    const engine: Engine = await startEngine(
      store,
      counterController(async (key) => {
        looks++;
        if (ended) return counted(key, 'finished');
        return { commit: (tx) => engine.scheduler.subscribe(tx, 'topic', work(key)), next: 'when-woken' };
      }),
    );
    await schedule(store, engine, 'a');
    // The second look is the one that a new subscription brings: the event may have come just before it.
    await vi.waitFor(async () => expect(await row(store, 'a')).toMatchObject({ wake_at_ms: null }));
    expect(looks).toBe(2);
    const undone = store.transaction(async (tx) => {
      await engine.scheduler.publish(tx, 'topic');
      throw new Error('on purpose');
    });
    await expect(undone).rejects.toThrow('on purpose');
    expect(looks).toBe(2);
    await store.transaction(async (tx) => {
      ended = true;
      await engine.scheduler.publish(tx, 'topic');
    });
    await gone(store, 'a');
    const subscriptions = store.reader.withTables<WorkTables>().selectFrom('engine_subscription').selectAll();
    expect(await subscriptions.execute()).toEqual([]);
  });

  it('loses no event between publishers and subscribers that race', async () => {
    const store = await openWithCounters();
    const engine: Engine = await startEngine(
      store,
      counterController(async (key) => {
        if (await counterValue(store.reader, `${key} ended`)) return counted(key, 'finished');
        return { commit: (tx) => engine.scheduler.subscribe(tx, key, work(key)), next: 'when-woken' };
      }),
    );
    const keys = Array.from({ length: 60 }, (_, i) => `thing-${i}`);
    await Promise.all(
      keys.flatMap((key) => [
        schedule(store, engine, key),
        store.transaction(async (tx) => {
          await count(tx, `${key} ended`);
          await engine.scheduler.publish(tx, key);
        }),
      ]),
    );
    await vi.waitFor(async () => {
      const left = await store.reader.withTables<WorkTables>().selectFrom('engine_work').select('work_key').execute();
      expect(left).toEqual([]);
    }, 20_000);
  });

  it('looks at many things side by side up to the limit, and at each of them by one look at a time', async () => {
    const store = await openWithCounters();
    const busy = new Set<string>();
    let most = 0;
    let doubled = false;
    const engine = await startEngine(
      store,
      counterController(async (key) => {
        doubled ||= busy.has(key);
        busy.add(key);
        most = Math.max(most, busy.size);
        await engine.scheduler.wake(work(key));
        await pause(1);
        busy.delete(key);
        const value = await counterValue(store.reader, key);
        return counted(key, value < 2 ? 'when-woken' : 'finished');
      }),
      { concurrency: 4 },
    );
    await store.transaction(async (tx) => {
      for (let i = 0; i < 20; i++) await engine.scheduler.schedule(tx, work(`thing-${i}`));
    });
    await vi.waitFor(async () => expect(await counterValue(store.reader, 'thing-19')).toBeGreaterThan(2), 10_000);
    expect(most).toBe(4);
    expect(doubled).toBe(false);
  });

  it('tells looks to end when it stops, and counts that as no failure', async () => {
    const store = await openWithCounters();
    let looking = false;
    const engine = await startEngine(
      store,
      counterController(async (_key, signal) => {
        looking = true;
        await pause(60_000, undefined, { signal });
        return { next: 'finished' };
      }),
    );
    await schedule(store, engine, 'a');
    await vi.waitFor(() => expect(looking).toBe(true));
    await engine.stop();
    expect(await row(store, 'a')).toMatchObject({ attempt: 0, last_error: null, lease_owner: null });
    await startEngine(store, counterController());
    await gone(store, 'a');
    expect(await counterValue(store.reader, 'a')).toBe(1);
  });

  it('looks at everything that waits to be woken when it starts', async () => {
    const store = await openWithCounters();
    const engine = await startEngine(
      store,
      counterController(async (key) => counted(key, 'when-woken')),
    );
    await schedule(store, engine, 'a');
    await vi.waitFor(async () => expect(await counterValue(store.reader, 'a')).toBe(1));
    await engine.stop();
    await startEngine(store, counterController());
    await gone(store, 'a');
    expect(await counterValue(store.reader, 'a')).toBe(2);
  });

  it('pauses when not even a failure can be written down, and goes on when it can', async () => {
    const store = await openWithCounters();
    let full = false;
    const filling: SqlStore = {
      dialect: store.dialect,
      reader: store.reader,
      transaction: (write) => (full ? Promise.reject(new Error('the disk is full')) : store.transaction(write)),
      close: () => store.close(),
    };
    let looks = 0;
    const engine = await startEngine(
      filling,
      counterController(async (key) => {
        looks++;
        return counted(key, 'finished');
      }),
      { leaseMs: 300, pollMs: 10 },
    );
    await store.transaction(async (tx) => {
      tx.afterCommit(() => {
        full = true;
      });
      await engine.scheduler.schedule(tx, work('a'));
    });
    await vi.waitFor(() => expect(looks).toBe(1));
    await pause(150);
    expect(looks).toBe(1);
    full = false;
    await vi.waitFor(async () => expect(await counterValue(store.reader, 'a')).toBe(1), 5000);
  });
});
