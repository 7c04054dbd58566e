import { describe, expect, it } from 'vitest';
import { bucketInHost } from './s3-host.ts';

describe('the bucket in a host', () => {
  const bases = ['sagebrush.example.org', 'localhost'];

  it.each([
    ['bucket.localhost:8080', 'bucket'],
    ['my.dotted.bucket.localhost', 'my.dotted.bucket'],
    ['bucket.s3.sagebrush.example.org', 'bucket'],
    ['bucket.s3.us-west-2.sagebrush.example.org', 'bucket'],
    ['bucket.s3.us-west-2.amazonaws.com', 'bucket'],
    ['bucket.s3.amazonaws.com', 'bucket'],
  ])('%s names %s', (host, bucket) => {
    expect(bucketInHost(host, bases)).toBe(bucket);
  });

  it.each([
    'localhost:8080',
    '127.0.0.1:8080',
    '[::1]:8080',
    's3.localhost',
    's3.us-west-2.amazonaws.com',
    'elsewhere.org',
    '',
  ])('%s names none', (host) => {
    expect(bucketInHost(host, bases)).toBeUndefined();
  });
});
