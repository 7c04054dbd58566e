import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { newUuid } from '../../src/base/ids.ts';
import { silentLogger } from '../../src/base/logger.ts';
import type { HostRunner, HostSpec, HostState } from '../../src/runners/host-runner.ts';
import { createProcessRunner } from '../../src/runners/process/process-runner.ts';
import type { Sandbox } from '../../src/runners/process/sandbox.ts';

const MEBIBYTE = 1024 * 1024;

/** Waits until the condition gives something, or fails after ten seconds. */
async function until<T>(condition: () => Promise<T | undefined | false>, what: string): Promise<T> {
  for (let tries = 0; tries < 500; tries++) {
    const found = await condition();
    if (found !== undefined && found !== false) return found;
    await sleep(20);
  }
  throw new Error(`waited in vain for ${what}`);
}

/** What every HostRunner has to do, told of one on this sandbox, by the user who runs the test. */
export function describeHostRunner(title: string, sandbox: Sandbox): void {
  describe(title, () => {
    let root: string;
    let runner: HostRunner;

    beforeAll(async () => {
      root = await mkdtemp(join(tmpdir(), 'sagebrush-host-runner-'));
      runner = newRunner();
      await mkdir(join(root, 'secret'));
      await writeFile(join(root, 'secret', 'key'), 'open sesame');
    });
    afterAll(async () => {
      await runner.close();
      await rm(root, { recursive: true, force: true });
    });

    function newRunner(): HostRunner {
      const stateDir = join(root, 'state');
      return createProcessRunner({ stateDir, sandbox, clock: systemClock, logger: silentLogger });
    }

    async function hostSpec(script: string, changes: Partial<HostSpec> = {}): Promise<HostSpec> {
      const runId = newUuid();
      const job = join(root, 'jobs', runId);
      await mkdir(job, { recursive: true });
      return {
        runId,
        command: ['/bin/sh', '-c', script],
        environment: {},
        workingDirectory: '/opt/ml',
        mounts: [{ source: job, target: '/opt/ml', readOnly: false }],
        hosts: [
          { name: 'algo-1', address: '127.0.0.1' },
          { name: 'algo-2', address: '127.0.0.2' },
        ],
        hostname: 'algo-1',
        limits: { cpus: 64, memoryBytes: 1024 * MEBIBYTE },
        network: 'host',
        logPath: join(root, 'logs', `${runId}.log`),
        ...changes,
      };
    }

    type Exited = Extract<HostState, { status: 'exited' }>;
    async function untilExit(runId: string, by = runner): Promise<Exited> {
      return until(async () => {
        const state = await by.inspect(runId);
        return state.status === 'running' ? undefined : (state as Exited);
      }, `the end of ${runId}`);
    }

    async function untilLog(spec: HostSpec, text: string): Promise<void> {
      await until(
        async () => (await readFile(spec.logPath, 'utf8').catch(() => '')).includes(text),
        `"${text}" in the log`,
      );
    }

    async function run(
      script: string,
      changes: Partial<HostSpec> = {},
    ): Promise<{ state: Exited; log: string; spec: HostSpec }> {
      const spec = await hostSpec(script, changes);
      await runner.start(spec);
      const state = await untilExit(spec.runId);
      return { state, log: await readFile(spec.logPath, 'utf8'), spec };
    }

    it('runs a command and keeps its exit code, times and output', async () => {
      const { state, log } = await run('echo out; echo err >&2; exit 3');
      expect(state).toMatchObject({ status: 'exited', exitCode: 3, outOfMemory: false });
      expect(state.endedAtMs).toBeGreaterThanOrEqual(state.startedAtMs);
      expect(Math.abs(Date.now() - state.endedAtMs)).toBeLessThan(30_000);
      expect(log).toBe('out\nerr\n');
    });

    it('gives 127 for a command that is not there', async () => {
      const { state, log } = await run('', { command: ['no-such-program'] });
      expect(state.exitCode).toBe(127);
      expect(log).toContain('no-such-program');
    });

    it('gives 128 and the signal number when a signal ended the process', async () => {
      const { state } = await run('kill -9 $$');
      expect(state.exitCode).toBe(137);
    });

    it('writes no word of its own into the log of a process that a signal ended', async () => {
      for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
        const spec = await hostSpec('echo ready; echo steady >&2; exec sleep 1000');
        await runner.start(spec);
        await untilLog(spec, 'steady');
        await runner.signal(spec.runId, signal);
        await untilExit(spec.runId);
        expect(await readFile(spec.logPath, 'utf8')).toBe('ready\nsteady\n');
      }
      expect((await run('echo last words >&2; kill -9 $$')).log).toBe('last words\n');
    });

    it('gives every host its own /opt/ml, name, hosts file, processes and /tmp', async () => {
      const { log, spec } = await run(
        'echo made here > /opt/ml/model.txt; hostname; cat /etc/hosts; ls /tmp; echo x > /tmp/x; ls /proc | grep -c "^[0-9]"; id -un',
      );
      expect(await readFile(join(spec.mounts[0]?.source ?? '', 'model.txt'), 'utf8')).toBe('made here\n');
      expect(log).toMatch(/^algo-1\n127\.0\.0\.1\tlocalhost\n/);
      expect(log).toContain('127.0.0.1\talgo-1\n127.0.0.2\talgo-2\n');
      const [processes, user] = log.trim().split('\n').slice(-2);
      expect(Number(processes)).toBeLessThan(8);
      expect(user).toBe('sagemaker');
    });

    it('passes exactly the environment that was asked for, beside a few defaults', async () => {
      const environment = { 'SM_HP_learning-rate': "it's $HOME", EMPTY: '' };
      const { log } = await run('', { command: ['env'], environment });
      const names = log.trim().split('\n');
      expect(names).toContain("SM_HP_learning-rate=it's $HOME");
      expect(names).toContain('EMPTY=');
      expect(names).toContain('HOME=/home/sagemaker');
      expect(
        names.filter((line) => !/^(EMPTY|HOME|PATH|PWD|SHLVL|SM_HP_learning-rate|USER|_|OLDPWD)=/.test(line)),
      ).toEqual([]);
    });

    it('shows nothing of the machine that a job has no use for', async () => {
      const { log } = await run(
        `cat ${root}/secret/key; cat /etc/shadow; ls -A /root /home /srv /mnt /var/lib; ls -A / | tr '\\n' ' '`,
      );
      expect(log).not.toContain('open sesame');
      expect(log).not.toMatch(/root:[$*!]/);
      const top = log.trim().split('\n').at(-1)?.trim().split(' ') ?? [];
      const allowed = /^(bin|dev|etc|gnu|home|lib|lib32|lib64|libx32|nix|opt|proc|run|sbin|sys|tmp|usr|var)$/;
      expect(top.filter((name) => !allowed.test(name))).toEqual([]);
    });

    it('lets a job write nowhere but into its own directories', async () => {
      const { log } = await run(
        'for d in / /usr /usr/bin /etc /bin /opt /sys/devices/system /proc/sys/kernel; do (echo x > $d/probe) 2>/dev/null && echo "wrote $d"; done; ' +
          '[ -w /proc/sys/kernel/core_pattern ] && echo "could write core_pattern"; ' +
          'for d in /tmp /var/tmp /opt/ml /dev/shm "$HOME" /run; do echo x > $d/probe || echo "could not write $d"; done',
      );
      expect(log).toBe('');
    });

    it('shows a job no memory, keys or addresses of the machine, whoever runs the server', async () => {
      const { log } = await run(
        'cd /proc; for f in kcore keys kmsg kpagecount kpageflags kpagecgroup sched_debug timer_list latency_stats ' +
          'interrupts iomem ioports slabinfo vmallocinfo pagetypeinfo; do ' +
          // Some answer with nothing but zeros or a title to those who have no right to know more.
          '[ -e $f ] && [ "$(timeout 1 head -c 4096 $f 2>/dev/null | tr -d "\\0" | wc -c)" -gt 0 ] && ' +
          '[ "$(stat -c %u-%t:%T $f)" != "0-1:3" ] && echo "$f"; done; true',
      );
      const open = log.trim().split('\n').filter(Boolean);
      expect(open.filter((name) => process.getuid?.() === 0 || ['kcore', 'kmsg', 'slabinfo'].includes(name))).toEqual(
        [],
      );
    });

    it('leaves the process no privileges', async () => {
      const { log } = await run(
        'grep -E "^(NoNewPrivs|CapEff|CapPrm|CapBnd)" /proc/self/status; mount -t tmpfs x /tmp && echo mounted',
      );
      expect(log).toMatch(/CapPrm:\s*0+\n/);
      expect(log).toMatch(/CapEff:\s*0+\n/);
      expect(log).toMatch(/NoNewPrivs:\s*1\n/);
      expect(log).not.toContain('mounted');
    });

    it('hands no open file of ours to the process', async () => {
      const { log } = await run('ls /proc/self/fd');
      // What the test itself was started with open, far up, is nothing of ours.
      expect(log.split('\n').filter((descriptor) => /^\d$/.test(descriptor))).toEqual(['0', '1', '2', '3']);
    });

    it('lets a process on its own network reach nothing but itself', async () => {
      const { log } = await run(
        'cat /proc/net/dev | tail -n +3 | cut -d: -f1 | tr -d " "; cat /proc/net/fib_trie | grep -c 127.0.0.1',
        {
          network: 'none',
        },
      );
      const [device, addresses] = log.trim().split('\n');
      expect(device).toBe('lo');
      expect(Number(addresses)).toBeGreaterThan(0);
    });

    it('bounds memory and says so when it ran out', async () => {
      const { state } = await run('', {
        command: ['/usr/bin/perl', '-e', 'my $x = "a" x (600 * 1024 * 1024); print length($x)'],
        limits: { cpus: 1, memoryBytes: 64 * MEBIBYTE },
      });
      expect(state.exitCode).not.toBe(0);
      expect(state.outOfMemory).toBe(true);
    });

    it('bounds processors, processes and core files', async () => {
      const { log } = await run('nproc; ulimit -c; grep processes /proc/self/limits', {
        limits: { cpus: 1, memoryBytes: 512 * MEBIBYTE },
      });
      expect(log).toMatch(/^1\n0\nMax processes\s+4096\s+4096/);
    });

    it('starts one process however often the run is started', async () => {
      const spec = await hostSpec('echo started; sleep 0.2');
      const other = newRunner();
      await Promise.all([runner.start(spec), runner.start(spec), other.start(spec), other.start(spec)]);
      await runner.start(spec);
      await untilExit(spec.runId);
      await other.start(spec);
      expect(await readFile(spec.logPath, 'utf8')).toBe('started\n');
      await other.close();
    });

    it('tells of the end as it happens', async () => {
      const told: string[] = [];
      runner.onExit((runId) => told.push(runId));
      const spec = await hostSpec('exit 0');
      await runner.start(spec);
      await until(async () => told.includes(spec.runId), 'the end to be told');
      expect(await runner.inspect(spec.runId)).toMatchObject({ status: 'exited', exitCode: 0 });
    });

    it('adopts what another runner started, and tells of its end', async () => {
      const spec = await hostSpec('read line < /opt/ml/go; exit 5');
      execFileSync('mkfifo', [join(spec.mounts[0]?.source ?? '', 'go')]);
      await runner.start(spec);
      const later = newRunner();
      const told = new Promise<string>((resolve) => later.onExit(resolve));
      expect((await later.inspect(spec.runId)).status).toBe('running');
      await writeFile(join(spec.mounts[0]?.source ?? '', 'go'), 'go\n');
      expect(await told).toBe(spec.runId);
      expect(await later.inspect(spec.runId)).toMatchObject({ status: 'exited', exitCode: 5 });
      await later.close();
    });

    it('passes SIGTERM on to a script that saves its work, also below a waiting shell', async () => {
      const inner = 'trap "echo saving; exit 7" TERM; echo ready; while :; do sleep 0.05; done';
      const spec = await hostSpec(`/bin/bash -c '${inner}'; echo "code $?"; exit 7`);
      await runner.start(spec);
      await untilLog(spec, 'ready');
      await runner.signal(spec.runId, 'SIGTERM');
      expect((await untilExit(spec.runId)).exitCode).toBe(7);
      expect(await readFile(spec.logPath, 'utf8')).toBe('ready\nsaving\ncode 7\n');
    });

    it('ends a process that does not care for SIGTERM with 143', async () => {
      const spec = await hostSpec('', { command: ['sleep', '1000'] });
      await runner.start(spec);
      await runner.signal(spec.runId, 'SIGTERM');
      expect((await untilExit(spec.runId)).exitCode).toBe(143);
    });

    it('ends the whole tree with SIGKILL, also what has detached itself', async () => {
      const spec = await hostSpec(
        'setsid sh -c "while :; do date +%N > /opt/ml/beat; sleep 0.02; done" & trap "" TERM; echo ready; while :; do sleep 1; done',
      );
      await runner.start(spec);
      await untilLog(spec, 'ready');
      const beat = join(spec.mounts[0]?.source ?? '', 'beat');
      await until(async () => (await readFile(beat, 'utf8').catch(() => '')) !== '', 'the daemon to beat');
      await runner.signal(spec.runId, 'SIGKILL');
      expect((await untilExit(spec.runId)).exitCode).toBe(137);
      const last = await readFile(beat, 'utf8');
      await sleep(200);
      expect(await readFile(beat, 'utf8')).toBe(last);
    });

    it('removes a run, running or not, and forgets it', async () => {
      const spec = await hostSpec(
        'mkdir -p /tmp/deep/er; echo x > /tmp/deep/er/x; chmod 0 /tmp/deep; echo ready; sleep 1000',
      );
      await runner.start(spec);
      await untilLog(spec, 'ready');
      await runner.remove(spec.runId);
      expect(await runner.inspect(spec.runId)).toEqual({ status: 'absent' });
      await runner.remove(spec.runId);
    });

    it('removes a run that left folders nested deeper than a path can be long, and without rights', async () => {
      const { state, spec } = await run(`mkdir -p /tmp/${`${'d'.repeat(200)}/`.repeat(40)}; chmod 000 /tmp/d*`);
      expect(state.exitCode).toBe(0);
      await runner.remove(spec.runId);
      const left = (await readdir(join(root, 'state', 'runs'))).filter((name) => name.startsWith(spec.runId));
      expect(left).toEqual([]);
    });

    it('keeps a hostile run id inside its directory', async () => {
      const spec = { ...(await hostSpec('echo fine')), runId: '../../../../tmp/x\n/..' };
      await runner.start(spec);
      expect((await untilExit(spec.runId)).exitCode).toBe(0);
    });

    it('shows inner mounts inside outer ones in whatever order they are named, and keeps read-only ones so', async () => {
      const spec = await hostSpec(
        'cat /opt/ml/input/data/train/a.csv; echo x > /opt/ml/input/data/train/b.csv || echo refused',
      );
      const data = join(root, 'data with space', spec.runId);
      await mkdir(data, { recursive: true });
      await writeFile(join(data, 'a.csv'), '1,2\n');
      await runner.start({
        ...spec,
        mounts: [{ source: data, target: '/opt/ml/input/data/train', readOnly: true }, ...spec.mounts],
      });
      await untilExit(spec.runId);
      const log = await readFile(spec.logPath, 'utf8');
      expect(log).toContain('1,2\n');
      expect(log).toContain('refused\n');
    });

    it('refuses a mount of what is not there and a variable that is none, and leaves nothing behind', async () => {
      const spec = await hostSpec('echo no');
      const missing = [{ source: join(root, 'nowhere'), target: '/opt/ml', readOnly: true }];
      await expect(runner.start({ ...spec, mounts: missing })).rejects.toMatchObject({
        name: 'RunnerError',
        nature: 'permanent',
      });
      await expect(runner.start({ ...spec, environment: { 'A=B': 'c' } })).rejects.toMatchObject({
        nature: 'permanent',
      });
      await expect(runner.start({ ...spec, environment: { A: 'b\0--bind' } })).rejects.toMatchObject({
        nature: 'permanent',
      });
      expect(await runner.inspect(spec.runId)).toEqual({ status: 'absent' });
    });
  });
}
