import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { randomLowerId } from '../../src/base/ids.ts';
import { silentLogger } from '../../src/base/logger.ts';
import type { HostRunner, HostSpec } from '../../src/runners/host-runner.ts';
import { createBubblewrap } from '../../src/runners/process/bubblewrap.ts';
import { createProcessRunner } from '../../src/runners/process/process-runner.ts';
import { readClaim, runDirectoryName } from '../../src/runners/process/run-directory.ts';
import { createUnshare } from '../../src/runners/process/unshare.ts';
import { type ChildProgram, compileChild } from '../support/typescript-child.ts';
import type { HostRunnerChildInput } from './host-runner-child.ts';

const SANDBOXES = [createBubblewrap(), createUnshare()];

describe.each(SANDBOXES)('the process runner on $name when its server is killed', (sandbox) => {
  let program: ChildProgram;
  let root: string;

  beforeAll(() => {
    program = compileChild(join(import.meta.dirname, 'host-runner-child.ts'));
    root = mkdtempSync(join(tmpdir(), 'sagebrush-runner-kill-'));
  });
  afterAll(() => {
    program.remove();
    rmSync(root, { recursive: true, force: true });
  });

  function hostSpec(script: string): HostSpec {
    const runId = randomLowerId(16);
    const job = join(root, 'jobs', runId);
    mkdirSync(job, { recursive: true });
    return {
      runId,
      command: ['/bin/sh', '-c', script],
      environment: {},
      workingDirectory: '/opt/ml',
      mounts: [{ source: job, target: '/opt/ml', readOnly: false }],
      hosts: [],
      hostname: 'algo-1',
      limits: { cpus: 8, memoryBytes: 2 ** 30 },
      network: 'host',
      logPath: join(root, 'logs', `${runId}.log`),
    };
  }

  function newRunner(stateDir: string): HostRunner {
    return createProcessRunner({ stateDir, sandbox, clock: systemClock, logger: silentLogger });
  }

  function input(stateDir: string, specs: readonly HostSpec[]): HostRunnerChildInput {
    return { stateDir, sandbox: sandbox.name, specs };
  }

  async function until(condition: () => boolean | Promise<boolean>, what: string): Promise<void> {
    for (let tries = 0; tries < 1500; tries++) {
      if (await condition()) return;
      await sleep(20);
    }
    throw new Error(`waited in vain for ${what}`);
  }

  it('starts every run once, at whatever moment it was killed and started again', async () => {
    const seed = Number(process.env['SAGEBRUSH_TEST_SEED'] ?? Date.now() % 100_000);
    for (let round = 0; round < 6; round++) {
      const killAfterMs = (seed * (round + 1) * 7919) % 120;
      const stateDir = join(root, `state-${round}`);
      const specs = Array.from({ length: 5 }, () => hostSpec('echo ran; sleep 0.1; echo done'));
      const first = program.start(input(stateDir, specs));
      await until(() => first.lines.includes('ready'), 'the child to be ready');
      await sleep(killAfterMs);
      first.process.kill('SIGKILL');
      // The next server does not wait for what the dead one left on its way.
      const runner = newRunner(stateDir);
      await Promise.all(specs.map((spec) => runner.start(spec)));
      for (const spec of specs) {
        await until(async () => (await runner.inspect(spec.runId)).status !== 'running', `the end of ${spec.runId}`);
        const about = `seed ${seed}, round ${round}, killed after ${killAfterMs} ms`;
        expect(await runner.inspect(spec.runId), about).toMatchObject({ status: 'exited', exitCode: 0 });
        expect(readFileSync(spec.logPath, 'utf8'), about).toBe('ran\ndone\n');
      }
      await runner.close();
    }
  });

  it('leaves what runs running, adopts it, and has its whole log and its exit code', async () => {
    const stateDir = join(root, 'state-adopt');
    const spec = hostSpec('i=0; while [ $i -lt 100 ]; do i=$((i+1)); echo "line $i"; sleep 0.01; done; exit 4');
    const first = program.start(input(stateDir, [spec]));
    await until(() => first.lines.includes('all started'), 'the start');
    first.process.kill('SIGKILL');
    await first.ended;
    const runner = newRunner(stateDir);
    const told = new Promise<string>((resolve) => runner.onExit(resolve));
    expect((await runner.inspect(spec.runId)).status).toBe('running');
    expect(await told).toBe(spec.runId);
    expect(await runner.inspect(spec.runId)).toMatchObject({ status: 'exited', exitCode: 4, outOfMemory: false });
    const lines = readFileSync(spec.logPath, 'utf8').trim().split('\n');
    expect(lines).toEqual(Array.from({ length: 100 }, (_, index) => `line ${index + 1}`));
    await runner.close();
  });

  it('calls a run lost when its supervisor was killed, and nothing of it goes on', async () => {
    const stateDir = join(root, 'state-lost');
    const runner = newRunner(stateDir);
    const spec = hostSpec('while :; do echo beat; sleep 0.02; done');
    await runner.start(spec);
    await until(() => readFileSync(spec.logPath, 'utf8').includes('beat'), 'the first beat');
    const told = new Promise<string>((resolve) => runner.onExit(resolve));
    const claim = await readClaim(join(stateDir, 'runs', runDirectoryName(spec.runId)));
    if (claim === undefined || claim === 'writing') throw new Error('there is no claim');
    process.kill(claim.supervisorPid, 'SIGKILL');
    expect(await told).toBe(spec.runId);
    expect(await runner.inspect(spec.runId)).toEqual({ status: 'lost' });
    let size = -1;
    await until(async () => {
      const before = size;
      size = readFileSync(spec.logPath).length;
      await sleep(100);
      return before === size;
    }, 'the beats to end');
    await runner.close();
  });
});
