import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { systemClock } from '../../src/base/clock.ts';
import { newUuid } from '../../src/base/ids.ts';
import { silentLogger } from '../../src/base/logger.ts';
import type { HostRunner, HostSpec, HostState } from '../../src/runners/host-runner.ts';
import type { PreparedRuntime } from '../../src/runners/image-resolver.ts';
import { createProcessRunner } from '../../src/runners/process/process-runner.ts';
import type { Sandbox } from '../../src/runners/process/sandbox.ts';
import { createPythonRuntimes } from '../../src/runners/runtimes/python-runtimes.ts';

const PYTHON_DIRECTORY = fileURLToPath(new URL('../../python', import.meta.url));
/** Shared by runs of these tests, as environments are shared by jobs: building one takes a network and a minute. */
const CACHE = join(tmpdir(), 'sagebrush-test-environments');

/** Hyperparameters of a training job and further files, as SageMaker lays them out. */
export function trainingFiles(hyperparameters: Record<string, string>, files: Record<string, string> = {}) {
  return {
    'input/config/hyperparameters.json': JSON.stringify(hyperparameters),
    'input/config/inputdataconfig.json': '{"train":{"TrainingInputMode":"File"}}',
    'input/config/resourceconfig.json': '{"current_host":"algo-1","hosts":["algo-1"]}',
    ...files,
  };
}

/** A runtime that is ready, and a runner to run hosts of it on. */
export class RuntimeWorld {
  readonly root: string;
  readonly runner: HostRunner;
  readonly runtime: PreparedRuntime;
  readonly #started: string[] = [];

  constructor(root: string, runner: HostRunner, runtime: PreparedRuntime) {
    this.root = root;
    this.runner = runner;
    this.runtime = runtime;
  }

  async close(): Promise<void> {
    for (const runId of this.#started) await this.runner.remove(runId);
    await this.runner.close();
    await rm(this.root, { recursive: true, force: true });
  }

  /** Makes a directory to be seen as /opt/ml. */
  async layOut(files: Record<string, string>): Promise<string> {
    const job = join(this.root, newUuid());
    for (const directory of ['input/config', 'input/data', 'model', 'output/data', 'code']) {
      await mkdir(join(job, directory), { recursive: true });
    }
    for (const [name, text] of Object.entries(files)) await writeFile(join(job, name), text);
    return job;
  }

  async start(job: string, command: readonly string[], environment: Record<string, string> = {}): Promise<HostSpec> {
    const spec: HostSpec = {
      runId: newUuid(),
      command,
      environment: { ...this.runtime.environment, ...environment },
      workingDirectory: '/opt/ml',
      mounts: [...this.runtime.mounts, { source: job, target: '/opt/ml', readOnly: false }],
      hosts: [{ name: 'algo-1', address: '127.0.0.1' }],
      hostname: 'algo-1',
      limits: { cpus: 2, memoryBytes: 4 * 1024 ** 3 },
      network: 'host',
      logPath: join(this.root, 'log', `${newUuid()}.log`),
    };
    this.#started.push(spec.runId);
    await this.runner.start(spec);
    return spec;
  }

  async untilEnd({ runId }: HostSpec): Promise<HostState> {
    for (;;) {
      const state = await this.runner.inspect(runId);
      if (state.status !== 'running') return state;
      await sleep(20);
    }
  }

  /** Starts the model server on a model directory's job and gives its address once it answers. */
  async serve(job: string, environment: Record<string, string> = {}): Promise<{ host: HostSpec; url: string }> {
    const port = String(await freePort());
    const host = await this.start(job, this.runtime.serveCommand, { SAGEMAKER_BIND_TO_PORT: port, ...environment });
    const url = `http://127.0.0.1:${port}`;
    const isUp = () =>
      fetch(`${url}/ping`).then(
        ({ ok }) => ok,
        () => false,
      );
    while (!(await isUp())) {
      if ((await this.runner.inspect(host.runId)).status !== 'running') throw new Error('the model server has ended');
      await sleep(20);
    }
    return { host, url };
  }
}

/** Builds the runtime of an image, if need be, and opens a runner on the sandbox. */
export async function openRuntimeWorld(image: string, sandbox: Sandbox): Promise<RuntimeWorld> {
  const runtimes = createPythonRuntimes({ cacheDir: CACHE, pythonDir: PYTHON_DIRECTORY, logger: silentLogger });
  const found = runtimes.resolve(image);
  if (!found) throw new Error(`${image} is not known`);
  const runtime = await runtimes.prepare(found);
  const root = await mkdtemp(join(tmpdir(), 'sagebrush-runtimes-'));
  const runner = createProcessRunner({
    stateDir: join(root, 'state'),
    sandbox,
    clock: systemClock,
    logger: silentLogger,
  });
  return new RuntimeWorld(root, runner, runtime);
}

export function invoke(url: string, body: string, headers: Record<string, string>): Promise<Response> {
  return fetch(`${url}/invocations`, { method: 'POST', body, headers });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
