import { rmSync } from 'node:fs';
import { afterEach, expect, it } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { randomLowerId } from '../../src/base/ids.ts';
import type { ImageResolver } from '../../src/runners/image-resolver.ts';
import { endpointTable } from '../../src/services/endpoints/endpoints-store.ts';
import type { SqlStore } from '../../src/store/sql/sql-store.ts';
import { ACCOUNT, REGION } from '../support/callers.ts';
import { type EndpointWorld, openEndpointWorld, until } from '../support/endpoint-world.ts';
import { processesWith } from '../support/processes.ts';
import { forEachStore } from '../support/stores.ts';
import { systemPython } from '../support/system-python.ts';

/** Here hosts take so long to load their model that they never answer, unless their own environment says otherwise. */
const slowImages: ImageResolver = {
  ...systemPython,
  prepare: async (...given) => {
    const prepared = await systemPython.prepare(...given);
    return { ...prepared, environment: { ...prepared.environment, LOAD_SECONDS: '60' } };
  },
};

const TIMES = { healthIntervalMs: 100, stopGraceMs: 2000, endGraceMs: 3000, startupTimeoutMs: 20_000 };

forEachStore('The end of a server with endpoints', (open) => {
  let last: EndpointWorld | undefined;
  afterEach(async () => {
    await last?.remove();
    if (last) rmSync(last.dataDir, { recursive: true, force: true });
    last = undefined;
  });

  const next = async (former: EndpointWorld, store: SqlStore, more: Parameters<typeof openEndpointWorld>[1] = {}) => {
    last = await openEndpointWorld(store, { times: TIMES, dataDir: former.dataDir, ...more });
    return last;
  };

  it('leaves no process, and the next start has the same endpoint answer again at once', async () => {
    const store = await open();
    const before = await openEndpointWorld(store, { times: TIMES });
    const mark = `mark-${randomLowerId(16)}`;
    const name = await before.createEndpoint('steady', { MARK: mark }, 2);
    const shown = await before.call('DescribeEndpoint', { EndpointName: name });
    const { instance } = await before.ask(name, 'who');
    expect((await processesWith(mark)).length).toBeGreaterThanOrEqual(2);

    expect(await before.end()).toBe(1);
    expect([...(await processesWith(mark)), ...(await processesWith(before.dataDir))]).toEqual([]);
    expect(await stateOf(store, name)).toEqual({ status: 'InService', starts: ['1/0', '1/0'] });

    const after = await next(before, store);
    const startedAtMs = Date.now();
    expect(await after.call('DescribeEndpoint', { EndpointName: name })).toEqual(shown);
    const answer = await until('an answer', () => after.ask(name, 'who').catch(expectModelError));
    expect(Date.now() - startedAtMs).toBeLessThan(10_000);
    expect(answer).toMatchObject({ weights: 'steady' });
    expect(answer.instance).not.toBe(instance);
    await until('both hosts', async () => (await lines(after, name, 'serving steady')).length === 4 || undefined);
    expect(await after.call('DescribeEndpoint', { EndpointName: name })).toEqual(shown);
    expect(await stateOf(store, name)).toEqual({ status: 'InService', starts: ['1/0', '1/0'] });
  });

  it('does not wait longer than its grace for a host that ignores SIGTERM', async () => {
    const store = await open();
    const before = await openEndpointWorld(store, { times: { ...TIMES, endGraceMs: 300 } });
    const mark = `mark-${randomLowerId(16)}`;
    const name = await before.createEndpoint('stubborn', { MARK: mark, IGNORE_SIGTERM: '1' }, 3);
    const beganAtMs = Date.now();
    expect(await before.end()).toBe(1);
    expect(Date.now() - beganAtMs).toBeLessThan(5000);
    expect(await processesWith(mark)).toEqual([]);
    const after = await next(before, store);
    await until('an answer', () => after.ask(name, 'who').catch(expectModelError));
    expect(await lines(after, name, 'Killed')).toEqual([]);
  });

  it('takes no time from an endpoint that is being created', async () => {
    const store = await open();
    const before = await openEndpointWorld(store, { times: TIMES, images: slowImages });
    const mark = `mark-${randomLowerId(16)}`;
    const EndpointName = `Endpoint-${randomLowerId(8)}`;
    const model = await before.createModel('slow', { MARK: mark });
    await before.call('CreateEndpoint', { EndpointName, EndpointConfigName: await before.createConfig(model) });
    await until('its host', async () => (await lines(before, EndpointName, 'loading slow')).length > 0 || undefined);
    expect(await before.end()).toBe(1);
    expect(await processesWith(mark)).toEqual([]);
    expect(await stateOf(store, EndpointName)).toMatchObject({ status: 'Creating' });

    const clock = { nowMs: () => systemClock.nowMs() + 3_600_000 };
    const after = await next(before, store, { clock });
    const shown = await after.untilStatus(EndpointName, /InService|Failed/);
    expect(shown).toMatchObject({ EndpointStatus: 'InService' });
    expect(shown.FailureReason).toBeUndefined();
    expect((await after.ask(EndpointName, 'who')).weights).toBe('slow');
  });

  it('ends both fleets of an endpoint that is being updated, and the next start ends the update', async () => {
    const store = await open();
    const before = await openEndpointWorld(store, { times: TIMES, images: slowImages });
    const mark = `mark-${randomLowerId(16)}`;
    const name = await before.createEndpoint('old', { MARK: mark, LOAD_SECONDS: '0' });
    const model = await before.createModel('new', { MARK: mark });
    await before.call('UpdateEndpoint', {
      EndpointName: name,
      EndpointConfigName: await before.createConfig(model),
    });
    await until('the new host', async () => (await lines(before, name, 'loading new')).length > 0 || undefined);
    expect(await before.end()).toBe(1);
    expect(await processesWith(mark)).toEqual([]);

    const after = await next(before, store);
    const shown = await after.untilStatus(name, /InService/);
    expect(shown.FailureReason).toBeUndefined();
    expect((await after.ask(name, 'who')).weights).toBe('new');
  });

  it('does not wait for an environment that is being built', async () => {
    const store = await open();
    let begun = false;
    const images: ImageResolver = {
      ...systemPython,
      prepare: () => {
        begun = true;
        return new Promise(() => {});
      },
    };
    const before = await openEndpointWorld(store, { times: TIMES, images });
    const EndpointName = `Endpoint-${randomLowerId(8)}`;
    const EndpointConfigName = await before.createConfig(await before.createModel('built'));
    await before.call('CreateEndpoint', { EndpointName, EndpointConfigName });
    await until('the build', async () => begun || undefined);
    const beganAtMs = Date.now();
    expect(await before.end()).toBe(0);
    expect(Date.now() - beganAtMs).toBeLessThan(5000);
    const after = await next(before, store);
    expect(await after.untilStatus(EndpointName, /InService|Failed/)).toMatchObject({ EndpointStatus: 'InService' });
  });

  it('ends what a deleted endpoint still has, and the next start cleans up after it', async () => {
    const store = await open();
    const before = await openEndpointWorld(store, { times: { ...TIMES, stopGraceMs: 60_000, endGraceMs: 300 } });
    const mark = `mark-${randomLowerId(16)}`;
    const EndpointName = await before.createEndpoint('x', { MARK: mark, IGNORE_SIGTERM: '1' });
    await before.call('DeleteEndpoint', { EndpointName });
    expect(await before.end()).toBe(0);
    expect(await processesWith(mark)).toEqual([]);
    const after = await next(before, store);
    await until('the endpoint to be gone', async () => {
      return (await after.call('ListEndpoints', {})).Endpoints.length === 0 || undefined;
    });
  });
});

/** The status as it is stored, and `<attempt>/<quick ends>` of every instance. */
async function stateOf(store: SqlStore, name: string) {
  const record = await endpointTable.find(store, { account: ACCOUNT, region: REGION }, name);
  const { current, pending } = record?.document ?? {};
  const starts = (current ?? pending)?.instances.map(({ attempt, quickEnds }) => `${attempt}/${quickEnds}`);
  return { status: record?.status, starts };
}

/** The service's word for a host that is not there yet. */
function expectModelError(error: unknown): undefined {
  expect(error).toMatchObject({ code: 'ModelError', status: 424 });
}

/** Lines of the endpoint's logs that are exactly this. */
async function lines(world: EndpointWorld, name: string, line: string): Promise<string[]> {
  const logGroupName = `/aws/sagemaker/Endpoints/${name}`;
  const { logStreams = [] } = await world
    .logs('DescribeLogStreams', { logGroupName })
    .catch(() => ({ logStreams: [] }));
  const found: string[] = [];
  for (const { logStreamName = '' } of logStreams) {
    const { events = [] } = await world.logs('GetLogEvents', { logGroupName, logStreamName, startFromHead: true });
    found.push(...events.map(({ message = '' }) => message).filter((message) => message === line));
  }
  return found;
}
