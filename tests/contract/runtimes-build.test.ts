import { cp, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { silentLogger } from '../../src/base/logger.ts';
import type { ImageResolver, PreparedRuntime } from '../../src/runners/image-resolver.ts';
import { readChildren } from '../../src/runners/process/process-tree.ts';
import { createPythonRuntimes, type UserRuntime } from '../../src/runners/runtimes/python-runtimes.ts';

const PROJECT_PYTHON = fileURLToPath(new URL('../../python', import.meta.url));
const IMAGE = 'sagemaker-scikit-learn:1.2-1';
/** A build takes seconds, and many times that on a busy machine. */
const BUILD_MS_MAX = 300_000;

describe('building a Python environment', { timeout: BUILD_MS_MAX }, () => {
  let root: string;
  let pythonDir: string;

  /** A project directory whose lock has one small package, so that a build takes seconds. */
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'sagebrush-build-'));
    pythonDir = join(root, 'python');
    await cp(join(PROJECT_PYTHON, 'sagebrush_runtime'), join(pythonDir, 'sagebrush_runtime'), { recursive: true });
    const environment = join(pythonDir, 'environments', 'scikit-learn-1.2');
    await mkdir(environment, { recursive: true });
    const lock = await readFile(join(PROJECT_PYTHON, 'environments/scikit-learn-1.2/requirements.txt'), 'utf8');
    const six = /^six==(?:.*\\\n)*.*/m.exec(lock)?.[0] ?? '';
    await writeFile(join(environment, 'requirements.txt'), `${six}\n`);
  });
  afterAll(() => rm(root, { recursive: true, force: true }));

  function newRuntimes(cache: string, userRuntimes: readonly UserRuntime[] = []): ImageResolver {
    return createPythonRuntimes({ cacheDir: join(root, cache), pythonDir, userRuntimes, logger: silentLogger });
  }

  function prepare(runtimes: ImageResolver, progress: string[], image = IMAGE): Promise<PreparedRuntime> {
    const runtime = runtimes.resolve(image);
    if (!runtime) throw new Error(`${image} is not known`);
    return runtimes.prepare(runtime, (line) => progress.push(line));
  }

  async function builderPids(): Promise<number[]> {
    const children = (await readChildren()).get(process.pid) ?? [];
    const commands = await Promise.all(
      children.map(async ({ pid }) => ({
        pid,
        command: await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => ''),
      })),
    );
    return commands.filter(({ command }) => command.includes('build_environment.py')).map(({ pid }) => pid);
  }

  it('is done once for all that ask at the same time, in this process and in others', async () => {
    const progress: string[] = [];
    const one = newRuntimes('shared');
    const other = newRuntimes('shared');
    const all = await Promise.all([prepare(one, progress), prepare(one, progress), prepare(other, progress)]);
    expect(new Set(all.map(({ environment }) => environment['PATH'])).size).toBe(1);
    expect(progress.filter((line) => line.includes('making a virtual environment'))).toHaveLength(1);
    const again: string[] = [];
    await prepare(newRuntimes('shared'), again);
    expect(again).toEqual([]);
  });

  it('is begun anew when the builder was killed in the middle', async () => {
    const progress: string[] = [];
    const build = prepare(newRuntimes('killed'), progress);
    const failure = expect(build).rejects.toMatchObject({ name: 'RunnerError', nature: 'transient' });
    while (!progress.some((line) => line.includes('downloading'))) await sleep(5);
    for (const pid of await builderPids()) process.kill(pid, 'SIGKILL');
    await failure;
    const prepared = await prepare(newRuntimes('killed'), progress);
    const directory = prepared.mounts.find(({ source }) => source.includes('scikit-learn-1.2'))?.source ?? '';
    expect(await readFile(join(directory, 'constraints.txt'), 'utf8')).toContain('six==');
  });

  it('says that there is no network, and is tried again when asked again', async () => {
    const changed = { PIP_INDEX_URL: 'http://127.0.0.1:9/', UV_INDEX_URL: 'http://127.0.0.1:9/', PIP_RETRIES: '0' };
    const caches = { PIP_NO_CACHE_DIR: '1', UV_NO_CACHE: '1' };
    const before = { ...process.env };
    Object.assign(process.env, changed, caches);
    const runtimes = newRuntimes('offline');
    try {
      await expect(prepare(runtimes, [])).rejects.toMatchObject({
        name: 'RunnerError',
        nature: 'transient',
        message: expect.stringContaining('its packages could not be downloaded. Is there a network?'),
      });
    } finally {
      for (const name of Object.keys({ ...changed, ...caches })) delete process.env[name];
      Object.assign(process.env, before);
    }
    await prepare(runtimes, []);
  });

  it('lays a job overlay over an interpreter of the user’s own', async () => {
    const runtimes = newRuntimes('own', [{ pattern: 'registry.example/team/*', python: '/usr/bin/env' }]);
    await expect(prepare(runtimes, [], 'registry.example/team/a:1')).rejects.toMatchObject({ nature: 'permanent' });
    const prepared = await prepare(newRuntimes('own', [{ pattern: '*/mine:*', python: 'python3' }]), [], 'x/mine:2');
    const [python = ''] = prepared.trainCommand;
    expect((await stat(python)).isFile()).toBe(true);
  });
});
