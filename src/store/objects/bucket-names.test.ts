import { describe, expect, it } from 'vitest';
import { isValidBucketName } from './bucket-names.ts';

describe('isValidBucketName', () => {
  it.each(['abc', 'a.b-c', '1bucket', 'sagemaker-us-west-2-123456789012', 'x'.repeat(63)])('takes %s', (name) => {
    expect(isValidBucketName(name)).toBe(true);
  });

  it.each([
    'ab',
    'x'.repeat(64),
    'Upper',
    'a_b',
    '-ab',
    'ab-',
    'a..b',
    '10.0.0.1',
    'xn--a',
    'b-s3alias',
    '../x',
    'a/b',
  ])('refuses %s', (name) => {
    expect(isValidBucketName(name)).toBe(false);
  });
});
