import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { LogsOperations } from '../../src/api/generated/logs-types.ts';
import { PageTokens } from '../../src/api/page-tokens.ts';
import { randomLowerId } from '../../src/base/ids.ts';
import { silentLogger } from '../../src/base/logger.ts';
import { followLog } from '../../src/jobs/log-follower.ts';
import { readEvents } from '../../src/neighbours/logs/event-store.ts';
import { createLogStore, type LogStore, logsHandlers } from '../../src/neighbours/logs/index.ts';
import type { SqlStore } from '../../src/store/sql/sql-store.ts';
import { ACCOUNT, caller, ManualClock, REGION } from '../support/callers.ts';
import { forEachStore } from '../support/stores.ts';

const SCOPE = { account: ACCOUNT, region: REGION };

forEachStore('CloudWatch Logs', (open) => {
  const clock = new ManualClock();
  let store: SqlStore;
  let logs: LogStore;
  let call: ReturnType<typeof caller<LogsOperations>>;

  beforeAll(async () => {
    store = await open();
    logs = createLogStore(store, clock);
    call = caller(logsHandlers(store, logs, new PageTokens(new Uint8Array(32))));
  });

  const newGroup = () => `/aws/sagemaker/${randomLowerId(8)}`;
  /** Lines `from` to `to` at the clock's time, from a source in which each takes one byte. */
  async function append(group: string, stream: string, from: number, to: number): Promise<void> {
    const lines = Array.from({ length: to - from }, (_, i) => ({
      timestampMs: clock.nowMs(),
      message: `m${from + i}`,
    }));
    await logs.append(SCOPE, group, stream, lines, to);
  }
  const messages = (answer: LogsOperations['GetLogEvents']['output']) =>
    (answer.events ?? []).map((event) => event.message);

  describe('streams', () => {
    it('lists those of a prefix by name, without a token when all are there', async () => {
      const group = newGroup();
      for (const stream of ['job/algo-2-1', 'job/algo-1-1', 'job-2/algo-1-1', 'jobs'])
        await append(group, stream, 0, 1);
      const listed = await call('DescribeLogStreams', {
        logGroupName: group,
        logStreamNamePrefix: 'job/',
        orderBy: 'LogStreamName',
        limit: 2,
      });
      expect(listed.logStreams?.map((stream) => stream.logStreamName)).toEqual(['job/algo-1-1', 'job/algo-2-1']);
      expect(listed).not.toHaveProperty('nextToken');
      expect(listed.logStreams?.[0]).toMatchObject({
        firstEventTimestamp: clock.nowMs(),
        lastEventTimestamp: clock.nowMs(),
        arn: `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:${group}:log-stream:job/algo-1-1`,
      });
    });

    it('pages, in either order', async () => {
      const group = newGroup();
      for (const stream of ['b', 'a', 'c']) {
        clock.advance(10);
        await append(group, stream, 0, 1);
      }
      for (const [orderBy, descending, wanted] of [
        ['LogStreamName', false, ['a', 'b', 'c']],
        ['LogStreamName', true, ['c', 'b', 'a']],
        ['LastEventTime', false, ['b', 'a', 'c']],
        ['LastEventTime', true, ['c', 'a', 'b']],
      ] as const) {
        const query = { logGroupName: group, orderBy, descending, limit: 2 };
        const first = await call('DescribeLogStreams', query);
        const second = await call('DescribeLogStreams', { ...query, nextToken: first.nextToken });
        const names = [...(first.logStreams ?? []), ...(second.logStreams ?? [])].map((one) => one.logStreamName);
        expect(names).toEqual(wanted);
        expect(second).not.toHaveProperty('nextToken');
      }
    });

    it('says which of group and stream is not there', async () => {
      const group = newGroup();
      const asked = { logGroupName: group, logStreamName: 'x' };
      const missing = { code: 'ResourceNotFoundException', message: 'The specified log group does not exist.' };
      await expect(call('DescribeLogStreams', { logGroupName: group })).rejects.toMatchObject(missing);
      await expect(call('GetLogEvents', asked)).rejects.toMatchObject(missing);
      await call('CreateLogGroup', { logGroupName: group });
      await expect(call('GetLogEvents', asked)).rejects.toMatchObject({
        code: 'ResourceNotFoundException',
        message: 'The specified log stream does not exist.',
      });
      await expect(call('CreateLogGroup', { logGroupName: group })).rejects.toMatchObject({
        code: 'ResourceAlreadyExistsException',
      });
    });

    it('are those of the account alone', async () => {
      const group = newGroup();
      await logs.append({ account: '999999999999', region: REGION }, group, 's', [], 1);
      await expect(call('DescribeLogStreams', { logGroupName: group })).rejects.toThrow('log group does not exist');
    });
  });

  describe('events', () => {
    it('are read from the head with tokens that later yield only what is new', async () => {
      const group = newGroup();
      await append(group, 's', 0, 5);
      const query = { logGroupName: group, logStreamName: 's', startFromHead: true, limit: 3 };
      const first = await call('GetLogEvents', query);
      expect(messages(first)).toEqual(['m0', 'm1', 'm2']);
      const second = await call('GetLogEvents', { ...query, nextToken: first.nextForwardToken });
      expect(messages(second)).toEqual(['m3', 'm4']);
      const end = await call('GetLogEvents', { ...query, nextToken: second.nextForwardToken });
      expect(messages(end)).toEqual([]);
      expect(end.nextForwardToken).toBe(second.nextForwardToken);
      await append(group, 's', 5, 7);
      expect(messages(await call('GetLogEvents', { ...query, nextToken: end.nextForwardToken }))).toEqual(['m5', 'm6']);
      const back = await call('GetLogEvents', { ...query, nextToken: second.nextBackwardToken });
      expect(messages(back)).toEqual(['m0', 'm1', 'm2']);
    });

    it('come whole from either end, however many they are', async () => {
      const group = newGroup();
      await append(group, 's', 0, 450);
      const all = Array.from({ length: 450 }, (_, i) => `m${i}`);
      for (const startFromHead of [true, false]) {
        const query = { logGroupName: group, logStreamName: 's', startFromHead };
        expect(messages(await call('GetLogEvents', query))).toEqual(all);
        const some = await call('GetLogEvents', { ...query, limit: 333 });
        expect(messages(some)).toEqual(startFromHead ? all.slice(0, 333) : all.slice(-333));
      }
    });

    it('are not held in memory beyond what fits a page', async () => {
      const group = newGroup();
      const message = 'x'.repeat(20_000);
      const lines = Array.from({ length: 500 }, () => ({ timestampMs: clock.nowMs(), message }));
      await logs.append(SCOPE, group, 's', lines, 1);
      const streamId = (await logs.findStream(SCOPE, group, 's'))?.stream_id ?? '';
      for (const from of ['head', 'tail'] as const) {
        const read = await readEvents(store, { streamId, limit: 10_000, bytesMax: 1_048_576 }, from);
        expect(read.length).toBeLessThanOrEqual(200);
        const [first, last] = [read[0]?.seq, read.at(-1)?.seq];
        expect(from === 'head' ? first : last).toBe(from === 'head' ? 1 : 500);
      }
      const page = await call('GetLogEvents', { logGroupName: group, logStreamName: 's', startFromHead: true });
      expect(messages(page)).toHaveLength(52);
    });

    it('are the last ones, in order, unless the head is asked for', async () => {
      const group = newGroup();
      await append(group, 's', 0, 5);
      const tail = await call('GetLogEvents', { logGroupName: group, logStreamName: 's', limit: 2 });
      expect(messages(tail)).toEqual(['m3', 'm4']);
      const before = await call('GetLogEvents', {
        logGroupName: group,
        logStreamName: 's',
        limit: 2,
        nextToken: tail.nextBackwardToken,
      });
      expect(messages(before)).toEqual(['m1', 'm2']);
    });

    it('are cut to a time range, of which the end is not part', async () => {
      const group = newGroup();
      const startTime = clock.nowMs() + 10;
      for (let i = 0; i < 4; i++) {
        await append(group, 's', i, i + 1);
        clock.advance(10);
      }
      const found = await call('GetLogEvents', {
        logGroupName: group,
        logStreamName: 's',
        startFromHead: true,
        startTime,
        endTime: startTime + 20,
      });
      expect(messages(found)).toEqual(['m1', 'm2']);
    });

    it('keep tokens usable on a stream that has no events yet', async () => {
      const group = newGroup();
      await logs.append(SCOPE, group, 's', [], 1);
      const empty = await call('GetLogEvents', { logGroupName: group, logStreamName: 's', startFromHead: true });
      expect(messages(empty)).toEqual([]);
      await logs.append(SCOPE, group, 's', [{ timestampMs: clock.nowMs(), message: 'first' }], 2);
      const query = { logGroupName: group, logStreamName: 's', nextToken: empty.nextForwardToken };
      expect(messages(await call('GetLogEvents', query))).toEqual(['first']);
    });

    it('refuse a token that is none', async () => {
      const group = newGroup();
      await append(group, 's', 0, 1);
      await expect(
        call('GetLogEvents', { logGroupName: group, logStreamName: 's', nextToken: 'f/zzz' }),
      ).rejects.toMatchObject({ code: 'InvalidParameterException' });
    });

    it('are not added twice by a follower that was overtaken, and their times never go back', async () => {
      const group = newGroup();
      await logs.append(SCOPE, group, 's', [{ timestampMs: clock.nowMs() + 50, message: 'late' }], 10);
      await logs.append(SCOPE, group, 's', [{ timestampMs: clock.nowMs(), message: 'late' }], 10);
      await logs.append(SCOPE, group, 's', [{ timestampMs: clock.nowMs(), message: 'next' }], 20);
      const found = await call('GetLogEvents', { logGroupName: group, logStreamName: 's', startFromHead: true });
      expect(messages(found)).toEqual(['late', 'next']);
      expect(found.events?.[1]?.timestamp).toBe(found.events?.[0]?.timestamp);
      expect(await logs.sourceOffset(SCOPE, group, 's')).toBe(20);
    });

    it('of a client are taken in the order of their times only', async () => {
      const group = newGroup();
      await call('CreateLogGroup', { logGroupName: group });
      await call('CreateLogStream', { logGroupName: group, logStreamName: 's' });
      const put = (...times: number[]) =>
        call('PutLogEvents', {
          logGroupName: group,
          logStreamName: 's',
          logEvents: times.map((timestamp) => ({ timestamp, message: `at ${timestamp}` })),
        });
      await put(1, 2);
      await expect(put(2, 1)).rejects.toMatchObject({ code: 'InvalidParameterException' });
      const found = await call('GetLogEvents', { logGroupName: group, logStreamName: 's', startFromHead: true });
      expect(messages(found)).toEqual(['at 1', 'at 2']);
    });
  });

  it('finds events of several streams by terms, in the order of time, page by page', async () => {
    const group = newGroup();
    for (let i = 0; i < 6; i++) {
      clock.advance(1);
      const message = i % 3 === 0 ? `ERROR number ${i}` : `fine ${i}`;
      await logs.append(SCOPE, group, `s${i % 2}`, [{ timestampMs: clock.nowMs(), message }], i + 1);
    }
    const query = { logGroupName: group, filterPattern: 'ERROR', limit: 1 };
    const first = await call('FilterLogEvents', query);
    expect(first.events).toMatchObject([{ message: 'ERROR number 0', logStreamName: 's0' }]);
    const second = await call('FilterLogEvents', { ...query, nextToken: first.nextToken });
    expect(second.events).toMatchObject([{ message: 'ERROR number 3', logStreamName: 's1' }]);
    const groups = await call('DescribeLogGroups', { logGroupNamePrefix: group });
    expect(groups.logGroups).toMatchObject([{ logGroupName: group }]);
    expect(groups).not.toHaveProperty('nextToken');
  });

  describe('a search', () => {
    /** Events of a client's, which may lie before those that came earlier. */
    async function put(group: string, stream: string, times: readonly number[], text = 'x') {
      await logs.createStream(SCOPE, group, stream);
      const events = times.map((timestampMs) => ({ timestampMs, message: `${stream} at ${timestampMs} ${text}` }));
      for (const event of events) await logs.put(SCOPE, group, stream, [event]);
      return events.map((event) => event.message);
    }
    async function searched(query: LogsOperations['FilterLogEvents']['input']) {
      const found: (string | undefined)[] = [];
      let nextToken: string | undefined;
      let pages = 0;
      do {
        const page = await call('FilterLogEvents', { ...query, ...(nextToken === undefined ? {} : { nextToken }) });
        found.push(...(page.events ?? []).map((event) => event.message));
        nextToken = page.nextToken;
        pages++;
      } while (nextToken !== undefined);
      return { found, pages };
    }

    it('finds all events once and in the order of time, however pages and streams fall', async () => {
      const group = newGroup();
      await logs.createGroup(SCOPE, group);
      await put(group, 'late', [900, 901, 950]);
      await put(group, 'mixed', [500, 100, 500, 300, 901, 901]);
      await put(group, 'early', [100, 101, 101, 500]);
      await put(
        group,
        'many',
        Array.from({ length: 230 }, (_, index) => 400 + Math.floor(index / 3)),
      );
      await logs.createStream(SCOPE, group, 'empty');
      const { found: whole } = await searched({ logGroupName: group });
      expect(whole).toHaveLength(3 + 6 + 4 + 230);
      const timesOf = (messages: readonly (string | undefined)[]) =>
        messages.map((message) => Number(/at (\d+)/.exec(message ?? '')?.[1]));
      expect(timesOf(whole)).toEqual(timesOf(whole).sort((a, b) => a - b));
      for (const limit of [1, 7, 100]) {
        expect((await searched({ logGroupName: group, limit })).found, `by ${limit}`).toEqual(whole);
      }
      const ranged = await searched({ logGroupName: group, startTime: 101, endTime: 901, limit: 7 });
      expect(ranged.found).toEqual(
        whole.filter((message) => timesOf([message]).every((time) => time >= 101 && time < 901)),
      );
    });

    it('fills a page up to a megabyte, and takes an event that is larger than that is left', async () => {
      const group = newGroup();
      await logs.createGroup(SCOPE, group);
      const messages = await put(group, 'wide', [1, 2, 3, 4, 5, 6, 7, 8, 9], 'x'.repeat(250_000));
      const first = await call('FilterLogEvents', { logGroupName: group });
      expect(first.events).toHaveLength(4);
      const { found, pages } = await searched({ logGroupName: group });
      expect(found).toEqual(messages);
      expect(pages).toBe(3);
    });

    it('looks at so much in one call, and may give an empty page with a token', async () => {
      const group = newGroup();
      const lines = Array.from({ length: 25_000 }, (_, index) => ({
        timestampMs: 1_000 + index,
        message: index === 24_000 ? 'needle' : 'hay',
      }));
      await logs.append(SCOPE, group, 'stack', lines, lines.length);
      const first = await call('FilterLogEvents', { logGroupName: group, filterPattern: 'needle' });
      expect(first.events).toEqual([]);
      expect(first.nextToken).toBeDefined();
      expect(await searched({ logGroupName: group, filterPattern: 'needle' })).toEqual({ found: ['needle'], pages: 3 });
    });
  });

  describe('a follower', () => {
    const directory = mkdtempSync(join(tmpdir(), 'sagebrush-follow-'));
    afterAll(() => rmSync(directory, { recursive: true, force: true }));

    const follow = (path: string, group: string) =>
      followLog({ logs, clock, logger: silentLogger, scope: SCOPE, group, stream: 's', path });
    const all = async (group: string) =>
      messages(await call('GetLogEvents', { logGroupName: group, logStreamName: 's', startFromHead: true }));

    it('carries lines as they come, and the last one without an end when it is drained', async () => {
      const path = join(directory, randomLowerId(6));
      const group = newGroup();
      const follower = follow(path, group);
      writeFileSync(path, 'one\ntwo\nthr');
      await vi.waitUntil(async () => (await logs.sourceOffset(SCOPE, group, 's')) === 8, { timeout: 10_000 });
      expect(await all(group)).toEqual(['one', 'two']);
      appendFileSync(path, 'ee\n\nfour');
      await follower.drain();
      expect(await all(group)).toEqual(['one', 'two', 'three', 'four']);
      await follower.stop();
    });

    it('goes on where an earlier one left off', async () => {
      const path = join(directory, randomLowerId(6));
      const group = newGroup();
      writeFileSync(path, 'one\ntwo\n');
      const first = follow(path, group);
      await first.drain();
      await first.stop();
      appendFileSync(path, 'three\n');
      const second = follow(path, group);
      await second.drain();
      await second.drain();
      await second.stop();
      expect(await all(group)).toEqual(['one', 'two', 'three']);
    });

    it('takes bytes that are no text, and lines longer than an event may be', async () => {
      const path = join(directory, randomLowerId(6));
      const group = newGroup();
      const long = 'ü'.repeat(200_000);
      writeFileSync(path, Buffer.concat([Buffer.from([0xff, 0x00, 0x41, 0x0a]), Buffer.from(`${long}\nend\n`)]));
      const follower = follow(path, group);
      await follower.drain();
      await follower.stop();
      const found = await all(group);
      expect(found[0]).toBe('\ufffd\ufffdA');
      expect(found.slice(1, -1).join('')).toBe(long);
      expect(Math.max(...found.map((one) => Buffer.byteLength(one ?? '')))).toBeLessThanOrEqual(256 * 1024);
      expect(found.at(-1)).toBe('end');
    });

    it('writes what else was learnt in the same transaction', async () => {
      const path = join(directory, randomLowerId(6));
      const group = newGroup();
      writeFileSync(path, 'one\ntwo\n');
      const seen: string[] = [];
      const source = { logs, clock, logger: silentLogger, scope: SCOPE, group, stream: 's', path };
      const failing = followLog({
        ...source,
        onLines: async () => () => Promise.reject(new Error('not today')),
      });
      await expect(failing.drain()).rejects.toThrow('not today');
      await failing.stop();
      const follower = followLog({
        ...source,
        onLines: async (lines) => {
          seen.push(...lines.map((line) => line.message));
          return undefined;
        },
      });
      await follower.drain();
      await follower.stop();
      expect(seen).toEqual(['one', 'two']);
      expect(await all(group)).toEqual(['one', 'two']);
    });
  });
});
