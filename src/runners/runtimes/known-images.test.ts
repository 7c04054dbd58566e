import { describe, expect, it } from 'vitest';
import { silentLogger } from '../../base/logger.ts';
import { createPythonRuntimes } from './python-runtimes.ts';

const runtimes = createPythonRuntimes({
  cacheDir: '/nowhere',
  pythonDir: '/nowhere',
  userRuntimes: [{ pattern: '*/team/model-*:prod', python: '/opt/conda/envs/team' }],
  logger: silentLogger,
});
const ECR = '246618743249.dkr.ecr.us-west-2.amazonaws.com';

describe('mapping images to runtimes', () => {
  it.each([
    [`${ECR}/sagemaker-scikit-learn:1.2-1-cpu-py3`, 'scikit-learn-1.2'],
    ['141502667606.dkr.ecr.eu-west-1.amazonaws.com/sagemaker-scikit-learn:1.2-1', 'scikit-learn-1.2'],
    ['450853457545.dkr.ecr.cn-north-1.amazonaws.com.cn/sagemaker-scikit-learn:1.4-2-cpu-py3', 'scikit-learn-1.4'],
    [`${ECR}/sagemaker-xgboost:1.7-1`, 'xgboost-1.7'],
    [`${ECR}/sagemaker-xgboost:3.0-5`, 'xgboost-3.0'],
    ['registry.example/team/model-a:prod', '/opt/conda/envs/team'],
  ])('knows %s', (image, name) => {
    expect(runtimes.resolve(image)).toEqual({ name, image });
  });

  it.each([
    `${ECR}/sagemaker-scikit-learn:0.23-1-cpu-py3`,
    `${ECR}/sagemaker-scikit-learn:1.2-1-gpu-py3`,
    `${ECR}/sagemaker-scikit-learn`,
    `${ECR}/pytorch-training:1.7.1-cpu-py36`,
    'registry.example/team/model-a:dev',
    'img:1',
    '',
  ])('does not know %j', (image) => {
    expect(runtimes.resolve(image)).toBeUndefined();
  });

  it('names the tags it has, the nearest one, and how to run another image', () => {
    const image = `${ECR}/sagemaker-scikit-learn:0.23-1-cpu-py3`;
    expect(runtimes.explainUnresolved(image)).toBe(
      `The process runner has no scikit-learn runtime for the tag "0.23-1-cpu-py3" of image ${image}. ` +
        'It has 1.2-1, 1.4-2; the nearest is 1.2-1. Use one of these, or name a Python for the image: serve --images.',
    );
    expect(runtimes.explainUnresolved('sagemaker-xgboost:2.1-1')).toContain('the nearest is 1.7-1');
    expect(runtimes.explainUnresolved('img:1')).toMatch(
      /can't run image img:1: it stands in for .*sagemaker-scikit-learn:1\.2-1.*--images/,
    );
  });
});
