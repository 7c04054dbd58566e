import { copyFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createBubblewrap } from '../../src/runners/process/bubblewrap.ts';
import { invoke, openRuntimeWorld, type RuntimeWorld, trainingFiles } from './runtimes-world.ts';

const IMAGE = '246618743249.dkr.ecr.us-west-2.amazonaws.com/sagemaker-scikit-learn:1.2-1-cpu-py3';
/** The first use on a machine downloads a hundred megabytes. */
const BUILD_MS_MAX = 600_000;

const TRAIN = `
import argparse, os, joblib
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
  let world: RuntimeWorld;

  beforeAll(async () => {
    world = await openRuntimeWorld(IMAGE, createBubblewrap());
  }, BUILD_MS_MAX);
  afterAll(() => world.close());

  const train = async (hyperparameters: Record<string, string>, files: Record<string, string> = {}) => {
    const job = await world.layOut(trainingFiles({ sagemaker_program: '"train.py"', ...hyperparameters }, files));
    const host = await world.start(job, world.runtime.trainCommand);
    const state = await world.untilEnd(host);
    return { job, state, log: await readFile(host.logPath, 'utf8') };
  };

  it('trains a real model by script mode, and serves it over HTTP until SIGTERM', async () => {
    const { job, state, log } = await train({ 'max-iter': '"10000"' }, { 'code/train.py': TRAIN });
    expect(log).toMatch(/^accuracy: 0\.9\d+$/m);
    expect(state).toMatchObject({ status: 'exited', exitCode: 0 });

    const model = await world.layOut({ 'code/inference.py': SERVE });
    await copyFile(join(job, 'model/model.joblib'), join(model, 'model/model.joblib'));
    const { host, url } = await world.serve(model, { SAGEMAKER_PROGRAM: 'inference.py' });
    const csv = { 'content-type': 'text/csv', accept: 'text/csv' };
    expect(await (await invoke(url, `${ROW}\n`, csv)).text()).toBe('0\n');
    const json = await invoke(url, `[[${ROW}],[${ROW}]]`, { 'content-type': 'application/json' });
    expect(json.headers.get('content-type')).toBe('application/json');
    expect(await json.json()).toEqual([0, 0]);
    const wrong = await invoke(url, '1,2', csv);
    expect(wrong.status).toBe(500);
    expect(await wrong.text()).toMatch(/^ValueError: X has 2 features/);
    expect((await invoke(url, 'x', { 'content-type': 'image/png' })).status).toBe(415);
    expect((await invoke(url, ROW, { 'content-type': 'text/csv', accept: 'image/png' })).status).toBe(406);

    await world.runner.signal(host.runId, 'SIGTERM');
    expect(await world.untilEnd(host)).toMatchObject({ status: 'exited', exitCode: 0 });
  });

  it('tells what went wrong in a script, and ends with its exit code', async () => {
    const script = 'import sys\nprint("no good", file=sys.stderr)\nsys.exit(3)\n';
    const { job, state } = await train({ a: '1' }, { 'code/train.py': script });
    expect(state).toMatchObject({ status: 'exited', exitCode: 3 });
    expect(await readFile(join(job, 'output/failure'), 'utf8')).toMatch(
      /^ExecuteUserScriptError:\nExitCode 3\nErrorMessage "no good"\nCommand "python3 train\.py -a 1"$/,
    );
  });

  it('installs what a requirements.txt asks for into the job alone', async () => {
    const files = {
      'code/requirements.txt': 'six\ncolorama==0.4.6\n',
      'code/train.py': 'import colorama, sklearn; print("at", colorama.__file__)',
    };
    const { state, log } = await train({}, files);
    expect(log).toContain('at /home/sagemaker/.local/lib/');
    expect(state).toMatchObject({ exitCode: 0 });
  });

  it('refuses requirements that would change the framework’s own packages', async () => {
    const files = { 'code/requirements.txt': 'numpy==1.21.0\n', 'code/train.py': 'print("never")' };
    const { job, state } = await train({}, files);
    expect(state).toMatchObject({ exitCode: 1 });
    expect(await readFile(join(job, 'output/failure'), 'utf8')).toMatch(/^InstallRequirementsError:\nExitCode 1\n/);
  });

  it('lets a script install another version of what is there, by pip itself', async () => {
    const job = await world.layOut({ 'code/x.py': 'import six; print("six", six.__version__)' });
    const command = ['/bin/sh', '-c', 'pip install -q six==1.15.0 && python3 /opt/ml/code/x.py'];
    const host = await world.start(job, command);
    await world.untilEnd(host);
    expect(await readFile(host.logPath, 'utf8')).toContain('six 1.15.0\n');
  });

  it('says that a job without a program needs script mode', async () => {
    const { job, state } = await train({ sagemaker_program: '' });
    expect(state).toMatchObject({ status: 'exited', exitCode: 1 });
    expect(await readFile(join(job, 'output/failure'), 'utf8')).toContain('use script mode');
  });

  it('runs processing scripts with its python3', async () => {
    const script = 'import sklearn, pandas, boto3, sys; print(sklearn.__version__, sys.argv[1:])';
    const job = await world.layOut({ 'code/x.py': script });
    const host = await world.start(job, ['python3', '/opt/ml/code/x.py', '--split', '0.2']);
    await world.untilEnd(host);
    expect(await readFile(host.logPath, 'utf8')).toMatch(/^1\.\d\.\d \['--split', '0\.2'\]\n$/);
  });
});
