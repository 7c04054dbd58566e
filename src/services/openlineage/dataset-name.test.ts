import { describe, expect, it } from 'vitest';
import { datasetOf, uriOf } from './dataset-name.ts';

describe('the name of a dataset', () => {
  it.each([
    ['s3://bucket/raw/orders.csv', 's3://bucket', 'raw/orders.csv'],
    ['s3://bucket/folder/', 's3://bucket', 'folder'],
    ['s3://bucket', 's3://bucket', '/'],
    [
      'arn:aws:sagemaker:us-west-2:123456789012:model-package/a/1',
      'arn:aws:sagemaker:us-west-2:123456789012',
      'model-package/a/1',
    ],
  ])('of %s', (uri, namespace, name) => expect(datasetOf(uri)).toEqual({ namespace, name }));

  it.each(['246618743249.dkr.ecr.us-west-2.amazonaws.com/image:1', '', 's3:/x', '/opt/ml'])('has %j not', (uri) => {
    expect(datasetOf(uri)).toBeUndefined();
  });

  it.each([
    [{ namespace: 's3://bucket', name: '/raw/orders' }, 's3://bucket/raw/orders'],
    [{ namespace: 's3a://bucket/', name: 'raw' }, 's3://bucket/raw'],
    [
      { namespace: 'arn:aws:sagemaker:us-west-2:123456789012', name: 'model/a' },
      'arn:aws:sagemaker:us-west-2:123456789012:model/a',
    ],
    [{ namespace: 'postgres://db:5432', name: 'shop.public.orders' }, 'postgres://db:5432/shop.public.orders'],
    [{ namespace: 'hdfs://nodes/', name: '/data' }, 'hdfs://nodes/data'],
  ])('that comes in is a URI: %j', (dataset, uri) => expect(uriOf(dataset)).toBe(uri));

  it('goes out and comes in as the same', () => {
    for (const uri of ['s3://bucket/a/b', 'arn:aws:sagemaker:us-west-2:123456789012:model-package/a/1']) {
      expect(uriOf(datasetOf(uri) ?? { namespace: '', name: '' })).toBe(uri);
    }
  });
});
