import { copyFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createUnshare } from '../../src/runners/process/unshare.ts';
import { invoke, openRuntimeWorld, type RuntimeWorld, trainingFiles } from './runtimes-world.ts';

const IMAGE = '246618743249.dkr.ecr.us-west-2.amazonaws.com/sagemaker-xgboost:3.0-5';
/** The first use on a machine downloads a hundred megabytes. */
const BUILD_MS_MAX = 600_000;

const TRAIN = `
import os, xgboost
from sklearn.datasets import load_breast_cancer
X, y = load_breast_cancer(return_X_y=True)
booster = xgboost.train({"objective": "binary:logistic"}, xgboost.DMatrix(X, y), 10)
booster.save_model(os.path.join(os.environ["SM_MODEL_DIR"], "xgboost-model.ubj"))
print("first:", ",".join(map(str, X[0])), booster.predict(xgboost.DMatrix(X[:1]))[0])
`;

describe('the XGBoost runtime', () => {
  let world: RuntimeWorld;

  beforeAll(async () => {
    world = await openRuntimeWorld(IMAGE, createUnshare());
  }, BUILD_MS_MAX);
  afterAll(() => world.close());

  it('trains a booster, and serves it without a line of code from the user', async () => {
    const job = await world.layOut(trainingFiles({ sagemaker_program: 'train.py' }, { 'code/train.py': TRAIN }));
    const training = await world.start(job, world.runtime.trainCommand);
    expect(await world.untilEnd(training)).toMatchObject({ status: 'exited', exitCode: 0 });
    const log = await readFile(training.logPath, 'utf8');
    const [, row = '', score = ''] = /^first: (\S+) (\S+)$/m.exec(log) ?? [];
    expect(Number(score)).toBeLessThan(0.5);

    const model = await world.layOut({});
    await copyFile(join(job, 'model/xgboost-model.ubj'), join(model, 'model/xgboost-model'));
    const { url } = await world.serve(model);
    const csv = { 'content-type': 'text/csv' };
    const scores = (await (await invoke(url, `${row}\n${row}\n`, csv)).text()).trim().split(',');
    expect(scores.map((text) => Number(text).toFixed(4))).toEqual(Array(2).fill(Number(score).toFixed(4)));
    const json = await invoke(url, row, { ...csv, accept: 'application/json' });
    expect(await json.json()).toEqual({ predictions: [{ score: expect.closeTo(Number(score), 4) }] });
  });
});
