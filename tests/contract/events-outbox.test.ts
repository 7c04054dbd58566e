import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { newUuid } from '../../src/base/ids.ts';
import { silentLogger } from '../../src/base/logger.ts';
import { createEngine, type Engine } from '../../src/engine/engine.ts';
import { type EventsDomain, eventsDomain, signatureOf } from '../../src/services/events/index.ts';
import { Outbox } from '../../src/services/events/outbox.ts';
import { nextEntries } from '../../src/services/events/outbox-store.ts';
import type { QueueSender } from '../../src/services/events/targets/queue-target.ts';
import type { SqlStore } from '../../src/store/sql/sql-store.ts';
import { ACCOUNT, ManualClock, REGION } from '../support/callers.ts';
import { type HookServer, startHookServer } from '../support/hook-server.ts';
import { forEachStore } from '../support/stores.ts';
import { until } from '../support/until.ts';

const SCOPE = { account: ACCOUNT, region: REGION };
const SECRET = 'a-secret-of-the-platform-team';

forEachStore('The outbox of events', (open) => {
  let store: SqlStore;
  const clock = new ManualClock();
  const running: { engine: Engine; events: EventsDomain }[] = [];
  const hooks: HookServer[] = [];

  beforeAll(async () => {
    store = await open();
  });
  afterEach(async () => {
    for (const { engine, events } of running.splice(0)) {
      await engine.stop();
      await events.close();
    }
    for (const hook of hooks.splice(0)) await hook.close();
    await store.transaction((tx) =>
      tx.db.withTables<{ event_outbox: { body: string; attempts: number } }>().deleteFrom('event_outbox').execute(),
    );
  });

  const startHook = async (port?: number) => {
    const hook = await startHookServer(port);
    hooks.push(hook);
    return hook;
  };
  /** The queues of one test: each holds what was sent to it, once the transaction has committed. */
  const queuesOf = (held: Map<string, string[]>): QueueSender => ({
    exists: async ({ region }, name) => held.has(`${region}/${name}`),
    send: async (tx, { region }, name, bodies) => {
      tx.afterCommit(() => held.get(`${region}/${name}`)?.push(...bodies));
      return held.has(`${region}/${name}`);
    },
  });
  const start = async (targets: readonly string[], held = new Map<string, string[]>(), keptEntries = 1000) => {
    const engine = createEngine({ store, clock, logger: silentLogger, nodeId: newUuid(), pollMs: 20 });
    const events = eventsDomain({
      ...{ store, scheduler: engine.scheduler, clock, logger: silentLogger },
      ...{ queues: queuesOf(held), targets, secret: SECRET, limits: { keptMs: 60_000, keptEntries } },
    });
    for (const controller of events.controllers) engine.register(controller);
    running.push({ engine, events });
    await engine.start();
    await events.resume();
    return { engine, events };
  };
  const tell = (events: EventsDomain, name: string, scope = SCOPE) =>
    store.transaction(async (tx) => {
      await events.recorder?.record(tx, scope, {
        detailType: 'SageMaker Model Package State Change',
        resources: [`arn:aws:sagemaker:${scope.region}:${scope.account}:model-package/${name}`],
        detail: { name, absent: undefined },
      });
    });
  const namesOf = (bodies: readonly string[]) => bodies.map((body) => JSON.parse(body).detail.name);
  const waiting = async () =>
    await store.reader
      .withTables<{ event_outbox: { body: string; attempts: number } }>()
      .selectFrom('event_outbox')
      .select(['body', 'attempts'])
      .execute();
  /** The pause before the next attempt begins when the failure is written down, not when the hook is called. */
  const failedOnce = () => until(waiting, (rows) => rows.some(({ attempts }) => attempts === 1));
  const emptied = () => until(waiting, (rows) => rows.length === 0);

  it('takes nothing and costs nothing when nobody listens', async () => {
    const { events } = await start([]);
    expect(events.recorder).toBeUndefined();
  });

  it('keeps the order of what nodes write whose clocks differ', async () => {
    const { scheduler } = createEngine({ store, clock, logger: silentLogger, nodeId: newUuid() });
    const nodeAt = (nowMs: number) =>
      new Outbox({ store, scheduler, clock: { nowMs: () => nowMs }, logger: silentLogger });
    const [ahead, behind] = [nodeAt(clock.nowMs() + 5000), nodeAt(clock.nowMs())];
    for (const [node, body] of [
      [ahead, 'a'],
      [behind, 'b'],
      [ahead, 'c'],
      [behind, 'd'],
    ] as const) {
      await store.transaction((tx) => node.put(tx, SCOPE, ['sqs:later'], body));
    }
    const entries = await nextEntries(store, { ...SCOPE, target: 'sqs:later' }, 10);
    expect(entries.map(({ body }) => body)).toEqual(['a', 'b', 'c', 'd']);
  });

  describe('with an HTTP hook', () => {
    it('delivers in order, in the envelope of EventBridge, signed', async () => {
      const hook = await startHook();
      const { events } = await start([`${hook.url}/models?x=1`]);
      for (const name of ['a', 'b', 'c']) await tell(events, name);
      await emptied();
      expect(namesOf(hook.calls.map(({ body }) => body))).toEqual(['a', 'b', 'c']);
      const [call] = hook.calls;
      expect(call?.path).toBe('/models?x=1');
      expect(call?.headers['x-sagebrush-signature-256']).toBe(signatureOf(call?.body ?? '', SECRET));
      expect(JSON.parse(call?.body ?? '')).toEqual({
        version: '0',
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        'detail-type': 'SageMaker Model Package State Change',
        source: 'aws.sagemaker',
        account: ACCOUNT,
        time: '2023-11-14T22:13:20Z',
        region: REGION,
        resources: [`arn:aws:sagemaker:${REGION}:${ACCOUNT}:model-package/a`],
        detail: { name: 'a' },
      });
    });

    it('tries again what fails, with pauses that new events do not cut short, and loses nothing', async () => {
      const hook = await startHook();
      hook.answer = { status: 503 };
      const { events } = await start([hook.url]);
      await tell(events, 'a');
      await until(
        async () => hook.calls.length,
        (count) => count === 1,
      );
      await tell(events, 'b');
      await until(waiting, (rows) => rows.length === 2);
      hook.answer = { status: 204 };
      expect(hook.calls).toHaveLength(1);
      await failedOnce();
      clock.advance(1_000);
      await emptied();
      expect(namesOf(hook.calls.map(({ body }) => body))).toEqual(['a', 'a', 'b']);
      expect(hook.calls[0]?.body).toBe(hook.calls[1]?.body);
    });

    it('minds no connection that the hook has closed in the meantime', async () => {
      const hook = await startHook();
      const { events } = await start([hook.url]);
      await tell(events, 'a');
      await emptied();
      hook.dropConnections();
      await tell(events, 'b');
      await emptied();
      expect(namesOf(hook.calls.map(({ body }) => body))).toEqual(['a', 'b']);
    });

    it('does not follow redirects', async () => {
      const elsewhere = await startHook();
      const hook = await startHook();
      hook.answer = { status: 307, headers: { location: elsewhere.url } };
      const { events } = await start([hook.url]);
      await tell(events, 'a');
      await failedOnce();
      hook.answer = { status: 200 };
      clock.advance(1_000);
      await emptied();
      expect(elsewhere.calls).toEqual([]);
      expect(hook.calls).toHaveLength(2);
    });

    it('drops what the hook says is wrong for good, and goes on', async () => {
      const hook = await startHook();
      hook.answer = { status: 422 };
      const { events } = await start([hook.url]);
      await tell(events, 'a');
      await emptied();
      hook.answer = { status: 200 };
      await tell(events, 'b');
      await emptied();
      expect(namesOf(hook.calls.map(({ body }) => body))).toEqual(['a', 'b']);
    });

    it('delivers after a restart what was written before, to a hook that was away', async () => {
      const gone = await startHook();
      const { port } = new URL(gone.url);
      const first = await start([gone.url]);
      await gone.close();
      await tell(first.events, 'a');
      await first.engine.stop();
      const back = await startHook(Number(port));
      clock.advance(5_000);
      await start([back.url]);
      await emptied();
      expect(namesOf(back.calls.map(({ body }) => body))).toEqual(['a']);
    });

    it('keeps a day and a number of events for a dead hook, and no more', async () => {
      const hook = await startHook();
      hook.answer = { status: 500 };
      const { events } = await start([hook.url], new Map(), 3);
      for (const name of ['a', 'b', 'c', 'd', 'e']) await tell(events, name);
      clock.advance(60_000);
      await events.resume();
      expect(namesOf((await until(waiting, (rows) => rows.length === 3)).map(({ body }) => body)).sort()).toEqual([
        'c',
        'd',
        'e',
      ]);
      clock.advance(60_001);
      await events.resume();
      await emptied();
    });

    it('never holds up the change, and is never told of one that was undone', async () => {
      const hook = await startHook();
      const { events } = await start([hook.url]);
      const undone = store.transaction(async (tx) => {
        await events.recorder?.record(tx, SCOPE, { detailType: 'x', resources: [], detail: { name: 'undone' } });
        throw new Error('undone');
      });
      await expect(undone).rejects.toThrow('undone');
      await tell(events, 'done');
      await emptied();
      expect(namesOf(hook.calls.map(({ body }) => body))).toEqual(['done']);
    });
  });

  describe('with a queue', () => {
    it('sends to the queue of the event’s own region, and waits for one that is not there', async () => {
      const held = new Map([[`${REGION}/events`, [] as string[]]]);
      const { events } = await start(['sqs:events'], held);
      await tell(events, 'here');
      await tell(events, 'there', { account: ACCOUNT, region: 'eu-west-1' });
      await until(waiting, (rows) => rows.length === 1);
      expect(namesOf(held.get(`${REGION}/events`) ?? [])).toEqual(['here']);
      held.set('eu-west-1/events', []);
      await failedOnce();
      clock.advance(2_000);
      await emptied();
      expect(namesOf(held.get('eu-west-1/events') ?? [])).toEqual(['there']);
    });
  });
});
