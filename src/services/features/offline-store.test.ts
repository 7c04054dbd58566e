import { describe, expect, it } from 'vitest';
import type { OfflineStoreConfig } from '../../api/generated/sagemaker-types.ts';
import { resolveOfflineStore } from './offline-store.ts';

const scope = { account: '123456789012', region: 'us-west-2' };
const CREATED_MS = 1_611_624_059_999;

const resolve = (S3Uri: string, members: Partial<OfflineStoreConfig> = {}) =>
  resolveOfflineStore({ S3StorageConfig: { S3Uri }, ...members }, scope, 'Sample-Group', CREATED_MS);

describe('an offline store', () => {
  it('has its files below prefix, account, region and a directory of its own', () => {
    const below = '123456789012/sagemaker/us-west-2/offline-store/Sample-Group-1611624059/data';
    const cases = [
      ['s3://bucket', `s3://bucket/${below}`],
      ['s3://bucket/', `s3://bucket/${below}`],
      ['s3://bucket/a/b', `s3://bucket/a/b/${below}`],
      ['s3://bucket/a/b/', `s3://bucket/a/b/${below}`],
    ] as const;
    for (const [uri, resolved] of cases) {
      expect(resolve(uri).S3StorageConfig).toEqual({ S3Uri: uri, ResolvedOutputS3Uri: resolved });
    }
  });

  it('does not take the resolved output from the caller', () => {
    const S3StorageConfig = { S3Uri: 's3://bucket', ResolvedOutputS3Uri: 's3://other', KmsKeyId: 'key' };
    const resolved = resolve('s3://bucket', { S3StorageConfig }).S3StorageConfig;
    expect(resolved.ResolvedOutputS3Uri).toMatch(/^s3:\/\/bucket\//);
    expect(resolved.KmsKeyId).toBe('key');
  });

  it('has a table named after group and second, unless there is to be none or one is given', () => {
    const own = { TableName: 'mine', Catalog: 'AwsDataCatalog', Database: 'mine' };
    expect(resolve('s3://bucket')).toMatchObject({
      DisableGlueTableCreation: false,
      DataCatalogConfig: {
        TableName: 'sample-group-1611624059',
        Catalog: 'AwsDataCatalog',
        Database: 'sagemaker_featurestore',
      },
    });
    expect(resolve('s3://bucket', { DisableGlueTableCreation: true }).DataCatalogConfig).toBeUndefined();
    for (const DisableGlueTableCreation of [true, false]) {
      const given = resolve('s3://bucket', { DisableGlueTableCreation, DataCatalogConfig: own });
      expect(given).toMatchObject({ DisableGlueTableCreation, DataCatalogConfig: own });
    }
  });
});
