import { appendFileSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { PageTokens } from '../../src/api/page-tokens.ts';
import { randomLowerId } from '../../src/base/ids.ts';
import { silentLogger } from '../../src/base/logger.ts';
import { followLog } from '../../src/jobs/log-follower.ts';
import { createLogStore, type LogStore, logsHandlers } from '../../src/neighbours/logs/index.ts';
import type { SqlStore } from '../../src/store/sql/sql-store.ts';
import { ACCOUNT, caller, ManualClock, REGION } from '../support/callers.ts';
import { forEachStore } from '../support/stores.ts';

const SCOPE = { account: ACCOUNT, region: REGION };
const MIB = 2 ** 20;
const NOTICE =
  /^Sagebrush: this log stream has reached its limit of 1 MiB\. What was printed after this line is not kept\.$/;

forEachStore('Limits of log streams', (open) => {
  const clock = new ManualClock();
  let store: SqlStore;
  let logs: LogStore;
  let folder: string;

  beforeAll(async () => {
    store = await open();
    logs = createLogStore(store, clock, { streamBytesMax: MIB });
    folder = mkdtempSync(join(tmpdir(), 'sagebrush-logs-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  /** Lines of a KiB, numbered. */
  const lines = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, i) => ({
      timestampMs: clock.nowMs(),
      message: `line ${from + i} `.padEnd(998, '.'),
    }));
  async function stored(group: string, stream: string): Promise<string[]> {
    const call = caller(logsHandlers(store, logs, new PageTokens(new Uint8Array(32))));
    const query = { logGroupName: group, logStreamName: stream, startFromHead: true };
    const found: string[] = [];
    let nextToken: string | undefined;
    for (;;) {
      const page = await call('GetLogEvents', { ...query, ...(nextToken === undefined ? {} : { nextToken }) });
      if (page.events?.length === 0) return found;
      found.push(...(page.events ?? []).map((event) => event.message?.trim() ?? ''));
      nextToken = page.nextForwardToken;
    }
  }

  it('keep the first lines of a job and say in the last one that there were more', async () => {
    const group = `/aws/sagemaker/TrainingJobs/${randomLowerId(8)}`;
    const alongside = vi.fn(async () => {});
    expect(await logs.append(SCOPE, group, 's', lines(0, 900), 900)).toBe('more');
    expect(await logs.append(SCOPE, group, 's', lines(900, 2000), 2000)).toBe('full');
    expect(await logs.append(SCOPE, group, 's', lines(2000, 2010), 2010, alongside)).toBe('full');
    const kept = await stored(group, 's');
    expect(kept).toHaveLength(1025);
    expect(kept[1023]).toContain('line 1023 ');
    expect(kept[1024]).toMatch(NOTICE);
    // Metrics and the place in the source go on.
    expect(alongside).toHaveBeenCalledOnce();
    expect(await logs.sourceOffset(SCOPE, group, 's')).toBe(2010);
  });

  it('keep the newest lines of an endpoint, which has no end', async () => {
    const group = `/aws/sagemaker/Endpoints/${randomLowerId(8)}`;
    for (let from = 0; from < 5000; from += 500) {
      expect(await logs.append(SCOPE, group, 's', lines(from, from + 500), from + 500)).toBe('more');
    }
    const kept = await stored(group, 's');
    expect(kept.length).toBeGreaterThan(500);
    expect(kept.length).toBeLessThan(1100);
    expect(kept[0]).toContain(`line ${5000 - kept.length} `);
    expect(kept.at(-1)).toContain('line 4999 ');
    const found = await logs.findStream(SCOPE, group, 's');
    expect(found?.stored_bytes).toBe(kept.length * 1024);
  });

  describe('a follower', () => {
    it('does not read what nobody keeps, and gives the disk back what was read', async () => {
      const group = `/aws/sagemaker/TrainingJobs/${randomLowerId(8)}`;
      const path = join(folder, 'endless');
      writeFileSync(path, `${'x'.repeat(999)}\n`.repeat(40_000));
      const follower = followLog({ logs, clock, logger: silentLogger, scope: SCOPE, group, stream: 's', path });
      await follower.drain();
      appendFileSync(path, 'and more\n');
      await follower.drain();
      await follower.stop();
      expect((await stored(group, 's')).at(-1)).toMatch(NOTICE);
      const { size, blocks } = statSync(path);
      expect(await logs.sourceOffset(SCOPE, group, 's')).toBe(size);
      expect(blocks * 512).toBeLessThan(MIB);
    });
  });
});
