import { describe, expect, it } from 'vitest';
import { isAwsApiName } from './aws-names.ts';

describe('names that the proxy answers for', () => {
  it.each([
    'sts.us-west-2.amazonaws.com',
    'sts.amazonaws.com',
    'STS.eu-central-1.amazonaws.com',
    'iam.amazonaws.com',
    'api.sagemaker.us-west-2.amazonaws.com',
    'runtime.sagemaker.us-gov-west-1.amazonaws.com',
    'logs.cn-north-1.amazonaws.com.cn',
    'us-west-2.queue.amazonaws.com',
    'queue.amazonaws.com',
  ])('has %s', (name) => expect(isAwsApiName(name)).toBe(true));

  it.each([
    's3.us-west-2.amazonaws.com',
    'bucket.s3.amazonaws.com',
    '246618743249.dkr.ecr.us-west-2.amazonaws.com',
    'ec2.us-west-2.amazonaws.com',
    'sts.us-west-2.amazonaws.com.example.org',
    'sts.example.org',
    'bucket.queue.amazonaws.com',
    'evil-sts.us-west-2.amazonaws.com',
    'stsxus-west-2.amazonaws.com',
    'pypi.org',
    '127.0.0.1',
  ])('leaves %s alone', (name) => expect(isAwsApiName(name)).toBe(false));
});
