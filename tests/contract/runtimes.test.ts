import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { newUuid } from '../../src/base/ids.ts';
import { silentLogger } from '../../src/base/logger.ts';
import type { HostRunner, HostSpec, HostState } from '../../src/runners/host-runner.ts';
import type { PreparedRuntime } from '../../src/runners/image-resolver.ts';
import { createBubblewrap } from '../../src/runners/process/bubblewrap.ts';
import { createProcessRunner } from '../../src/runners/process/process-runner.ts';
import { createPythonRuntimes } from '../../src/runners/runtimes/python-runtimes.ts';

const PYTHON_DIRECTORY = fileURLToPath(new URL('../../python', import.meta.url));
const IMAGE = '246618743249.dkr.ecr.us-west-2.amazonaws.com/sagemaker-scikit-learn:1.2-1-cpu-py3';
/** Shared by runs of this test, as environments are shared by jobs: building one takes a network and a minute. */
const CACHE = join(tmpdir(), 'sagebrush-test-environments');

const TRAIN = `
import argparse, os, sys, joblib
from sklearn.datasets import load_breast_cancer
from sklearn.linear_model import LogisticRegression
parser = argparse.ArgumentParser()
parser.add_argument("--max-iter", type=int)
parser.add_argument("--model-dir", default=os.environ["SM_MODEL_DIR"])
arguments = parser.parse_args()
X, y = load_breast_cancer(return_X_y=True)
model = LogisticRegression(max_iter=arguments.max_iter).fit(X, y)
print("accuracy:", model.score(X, y))
joblib.dump(model, os.path.join(arguments.model_dir, "model.joblib"))
`;
const SERVE = `
import os, joblib
def model_fn(model_dir):
    return joblib.load(os.path.join(model_dir, "model.joblib"))
`;
/** The first row of the data set, which is malignant (class 0). */
const ROW =
  '17.99,10.38,122.8,1001,0.1184,0.2776,0.3001,0.1471,0.2419,0.07871,1.095,0.9053,8.589,153.4,0.006399,0.04904,' +
  '0.05373,0.01587,0.03003,0.006193,25.38,17.33,184.6,2019,0.1622,0.6656,0.7119,0.2654,0.4601,0.1189';

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

describe('the scikit-learn runtime', () => {
  const runtimes = createPythonRuntimes({ cacheDir: CACHE, pythonDir: PYTHON_DIRECTORY, logger: silentLogger });
  let root: string;
  let runner: HostRunner;
  let runtime: PreparedRuntime;

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'sagebrush-runtimes-'));
    runner = createProcessRunner({
      stateDir: join(root, 'state'),
      sandbox: createBubblewrap(),
      clock: systemClock,
      logger: silentLogger,
    });
    const found = runtimes.resolve(IMAGE);
    if (!found) throw new Error('the image is not known');
    runtime = await runtimes.prepare(found);
  }, 600_000);
  afterAll(async () => {
    await runner.close();
    await rm(root, { recursive: true, force: true });
  });

  async function layOut(files: Record<string, string>): Promise<string> {
    const job = join(root, newUuid());
    for (const directory of ['input/config', 'input/data', 'model', 'output/data', 'code']) {
      await mkdir(join(job, directory), { recursive: true });
    }
    for (const [name, text] of Object.entries(files)) await writeFile(join(job, name), text);
    return job;
  }

  function spec(job: string, command: readonly string[], environment: Record<string, string> = {}): HostSpec {
    return {
      runId: newUuid(),
      command,
      environment: { ...runtime.environment, ...environment },
      workingDirectory: '/opt/ml',
      mounts: [...runtime.mounts, { source: job, target: '/opt/ml', readOnly: false }],
      hosts: [{ name: 'algo-1', address: '127.0.0.1' }],
      hostname: 'algo-1',
      limits: { cpus: 2, memoryBytes: 4 * 1024 ** 3 },
      network: 'host',
      logPath: join(job, '..', 'log', `${newUuid()}.log`),
    };
  }

  async function untilEnd(runId: string): Promise<HostState> {
    for (;;) {
      const state = await runner.inspect(runId);
      if (state.status !== 'running') return state;
      await sleep(20);
    }
  }

  function configuration(hyperparameters: Record<string, string>): Record<string, string> {
    return {
      'input/config/hyperparameters.json': JSON.stringify(hyperparameters),
      'input/config/inputdataconfig.json': '{"train":{"TrainingInputMode":"File"}}',
      'input/config/resourceconfig.json': '{"current_host":"algo-1","hosts":["algo-1"]}',
    };
  }

  it('trains a real model by script mode', async () => {
    const job = await layOut({
      ...configuration({ sagemaker_program: '"train.py"', 'max-iter': '"10000"' }),
      'code/train.py': TRAIN,
    });
    const run = spec(job, runtime.trainCommand);
    await runner.start(run);
    const state = await untilEnd(run.runId);
    const log = await readFile(run.logPath, 'utf8');
    expect(log).toMatch(/^accuracy: 0\.9\d+$/m);
    expect(state).toMatchObject({ status: 'exited', exitCode: 0 });
    expect((await readFile(join(job, 'model/model.joblib'))).length).toBeGreaterThan(500);
  });

  it('tells what went wrong in a script, and ends with its exit code', async () => {
    const job = await layOut({
      ...configuration({ sagemaker_program: 'train.py', a: '1' }),
      'code/train.py': 'import sys\nprint("no good", file=sys.stderr)\nsys.exit(3)\n',
    });
    const run = spec(job, runtime.trainCommand);
    await runner.start(run);
    expect(await untilEnd(run.runId)).toMatchObject({ status: 'exited', exitCode: 3 });
    expect(await readFile(join(job, 'output/failure'), 'utf8')).toMatch(
      /^ExecuteUserScriptError:\nExitCode 3\nErrorMessage "no good"\nCommand "\S+python3 train\.py -a 1"$/,
    );
  });

  it('serves what it trained, over HTTP, and ends on SIGTERM', async () => {
    const training = await layOut({
      ...configuration({ sagemaker_program: 'train.py', 'max-iter': '10000' }),
      'code/train.py': TRAIN,
    });
    const trained = spec(training, runtime.trainCommand);
    await runner.start(trained);
    await untilEnd(trained.runId);

    const job = await layOut({ 'code/inference.py': SERVE });
    await copyFile(join(training, 'model/model.joblib'), join(job, 'model/model.joblib'));
    const port = String(await freePort());
    const environment = { SAGEMAKER_PROGRAM: 'inference.py', SAGEMAKER_BIND_TO_PORT: port };
    const server = spec(job, runtime.serveCommand, environment);
    await runner.start(server);
    const url = `http://127.0.0.1:${port}`;
    const ping = () =>
      fetch(`${url}/ping`).then(
        ({ status }) => status,
        () => 0,
      );
    for (let tries = 0; (await ping()) !== 200 && tries < 1500; tries++) await sleep(20);

    const invoke = (body: string, headers: Record<string, string>) =>
      fetch(`${url}/invocations`, { method: 'POST', body, headers });
    const csv = { 'content-type': 'text/csv', accept: 'text/csv' };
    expect(await (await invoke(`${ROW}\n`, csv)).text()).toBe('0\n');
    const json = await invoke(`[[${ROW}],[${ROW}]]`, { 'content-type': 'application/json' });
    expect(json.headers.get('content-type')).toBe('application/json');
    expect(await json.json()).toEqual([0, 0]);
    const wrong = await invoke('1,2', csv);
    expect(wrong.status).toBe(500);
    expect(await wrong.text()).toMatch(/^ValueError: X has 2 features/);
    expect((await invoke('x', { 'content-type': 'image/png' })).status).toBe(415);
    expect((await invoke(ROW, { 'content-type': 'text/csv', accept: 'image/png' })).status).toBe(406);

    await runner.signal(server.runId, 'SIGTERM');
    expect(await untilEnd(server.runId)).toMatchObject({ status: 'exited', exitCode: 0 });
  });

  it('installs what a requirements.txt asks for into the job alone, kept to the versions that are there', async () => {
    const job = await layOut({
      ...configuration({ sagemaker_program: 'train.py' }),
      'code/requirements.txt': 'six\ncolorama==0.4.6\n',
      'code/train.py': 'import colorama, sklearn; print("at", colorama.__file__)',
    });
    const run = spec(job, runtime.trainCommand);
    await runner.start(run);
    const state = await untilEnd(run.runId);
    const log = await readFile(run.logPath, 'utf8');
    expect(log).toContain('at /home/sagemaker/.local/lib/');
    expect(state).toMatchObject({ exitCode: 0 });
    const clash = await layOut({
      ...configuration({ sagemaker_program: 'train.py' }),
      'code/requirements.txt': 'numpy==1.21.0\n',
      'code/train.py': 'print("never")',
    });
    const refused = spec(clash, runtime.trainCommand);
    await runner.start(refused);
    expect(await untilEnd(refused.runId)).toMatchObject({ exitCode: 1 });
    expect(await readFile(join(clash, 'output/failure'), 'utf8')).toMatch(/^InstallRequirementsError:\nExitCode 1\n/);
  });

  it('lets a script install another version of what is there, by pip itself', async () => {
    const job = await layOut({ 'code/x.py': 'import six; print("six", six.__version__)' });
    const run = spec(job, ['/bin/sh', '-c', 'pip install -q six==1.15.0 && python3 /opt/ml/code/x.py']);
    await runner.start(run);
    await untilEnd(run.runId);
    expect(await readFile(run.logPath, 'utf8')).toContain('six 1.15.0\n');
  });

  it('says that a job without a program needs script mode', async () => {
    const job = await layOut(configuration({ max_depth: '3' }));
    const run = spec(job, runtime.trainCommand);
    await runner.start(run);
    expect(await untilEnd(run.runId)).toMatchObject({ status: 'exited', exitCode: 1 });
    expect(await readFile(join(job, 'output/failure'), 'utf8')).toContain('use script mode');
  });

  it('runs processing scripts with its python3', async () => {
    const job = await layOut({
      'code/x.py': 'import sklearn, pandas, boto3, sys; print(sklearn.__version__, sys.argv[1:])',
    });
    const run = spec(job, ['python3', '/opt/ml/code/x.py', '--split', '0.2']);
    await runner.start(run);
    await untilEnd(run.runId);
    expect(await readFile(run.logPath, 'utf8')).toMatch(/^1\.\d\.\d \['--split', '0\.2'\]\n$/);
  });
});
