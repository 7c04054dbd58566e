import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
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

describe('the scikit-learn runtime', () => {
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
    const runtimes = createPythonRuntimes({ cacheDir: CACHE, pythonDir: PYTHON_DIRECTORY, logger: silentLogger });
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
