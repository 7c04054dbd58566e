import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { randomHex, randomLowerId } from '../../src/base/ids.ts';
import { type ChildProgram, compileChild } from '../support/typescript-child.ts';
import type { JobsChildInput, JobsChildReport } from './jobs-child.ts';

const LINES = 60;
const MODEL_BYTES = 8_000_000;

/** Counts the starts of each job: a script calls here first, from wherever it runs. */
class Witness {
  readonly starts: string[] = [];
  readonly #server: Server = createServer((socket) => {
    socket.on('data', (name) => this.starts.push(name.toString()));
    socket.on('error', () => {});
  });

  listen = () => new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
  close = () => this.#server.close();

  get port(): number {
    const address = this.#server.address();
    return typeof address === 'object' && address ? address.port : 0;
  }
}

describe('a job whose server is killed', () => {
  let program: ChildProgram;
  const witness = new Witness();
  const places: string[] = [];

  beforeAll(async () => {
    program = compileChild(join(import.meta.dirname, 'jobs-child.ts'));
    await witness.listen();
  });
  afterAll(() => {
    witness.close();
    program.remove();
    for (const place of places) rmSync(place, { recursive: true, force: true });
  });

  const script = (name: string) => `
import os, socket, time
socket.create_connection(('127.0.0.1', ${witness.port})).sendall(b'${name}')
assert len(os.listdir('/opt/ml/input/data/train')) == ${INPUTS}
for i in range(${LINES}):
    print('line', i)
    time.sleep(0.01)
open('/opt/ml/model/weights', 'wb').write(os.urandom(${MODEL_BYTES}))
print('the end', end='')
`;

  /** Starts a job, kills the server by each rule in turn, and lets the last life finish. */
  async function liveThrough(kills: readonly ((lines: readonly string[]) => Promise<unknown>)[]) {
    const dataDir = mkdtempSync(join(tmpdir(), 'sagebrush-kill-'));
    places.push(dataDir);
    const name = `job-${randomLowerId(10)}`;
    const base: JobsChildInput = { dataDir, name, inputs: INPUTS };
    let created = false;
    for (const kill of kills) {
      const child = program.start(created ? base : { ...base, script: script(name) });
      await vi.waitUntil(() => child.lines.includes('created') || child.process.exitCode !== null, PATIENCE);
      created = true;
      await Promise.race([kill(child.lines), child.ended]);
      child.process.kill('SIGKILL');
      await child.ended;
    }
    const last = program.start(base);
    const ended = await last.ended;
    const text = last.lines.find((line) => line.startsWith('report '))?.slice('report '.length);
    if (text === undefined) throw new Error(`the last life ended with ${ended}: ${last.errors.join('\n')}`);
    return { name, dataDir, report: JSON.parse(text) as JobsChildReport };
  }

  function expectWhole({ name, dataDir, report }: Awaited<ReturnType<typeof liveThrough>>): void {
    expect(report).toMatchObject({ status: 'Completed', metric: LINES - 1 });
    expect(report.lines).toEqual([...Array.from({ length: LINES }, (_, i) => `line ${i}`), 'the end']);
    expect(report.modelBytes).toBeGreaterThan(MODEL_BYTES);
    expect(witness.starts.filter((one) => one === name)).toEqual([name]);
    expect(report.transitions).toEqual(['Starting', 'Downloading', 'Training', 'Uploading', 'Completed']);
    expect(existsSync(join(dataDir, 'jobs')) ? hostsLeft(dataDir) : []).toEqual([]);
  }

  const shows = (status: string) => (lines: readonly string[]) => vi.waitUntil(() => lines.includes(status), PATIENCE);

  it.each(['created', 'Starting', 'Downloading', 'Training', 'Uploading', 'Completed'])(
    'completes, started once, with every line once, when that happens at %s',
    async (status) => {
      expectWhole(await liveThrough([shows(status)]));
    },
  );

  it('completes when the server dies again and again, at any moment', async () => {
    const seed = randomHex(4);
    const random = generator(Number.parseInt(seed, 16));
    for (let round = 0; round < 6; round++) {
      const delays = Array.from({ length: 3 }, () => Math.floor(random() * 500));
      const story = await liveThrough(delays.map((ms) => () => sleep(ms)));
      expectWhole(story);
      // Said when it fails, so that the story can be told again.
      expect.soft(story.report.status, `seed ${seed}, round ${round}, killed after ${delays}`).toBe('Completed');
    }
  });
});

const INPUTS = 300;
const PATIENCE = { timeout: 60_000, interval: 1 };

/** Directories of jobs that were not cleaned up. Cleaning comes after the end that the report waits for. */
function hostsLeft(dataDir: string): string[] {
  return readdirSync(join(dataDir, 'jobs'), { recursive: true, encoding: 'utf8' }).filter((path) =>
    path.includes('algo-'),
  );
}

/** Numbers from 0 to 1 that follow from the seed (mulberry32). */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
