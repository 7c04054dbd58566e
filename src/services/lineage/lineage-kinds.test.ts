import { describe, expect, it } from 'vitest';
import { artifactId, sourceKey } from './lineage-kinds.ts';

describe('artifactId', () => {
  it('is 32 hexadecimal digits of the source, the same in every run', () => {
    expect(artifactId({ SourceUri: 's3://bucket/key' })).toBe(sourceKey('s3://bucket/key').slice(0, 32));
    expect(artifactId({ SourceUri: 's3://bucket/key' })).toMatch(/^[0-9a-f]{32}$/);
  });

  it('takes ids of the source in any order, and no ids for none', () => {
    const SourceUri = 's3://bucket/key';
    const etag = { SourceIdType: 'S3ETag', Value: 'e' } as const;
    const hash = { SourceIdType: 'MD5Hash', Value: 'm' } as const;
    expect(artifactId({ SourceUri, SourceTypes: [etag, hash] })).toBe(
      artifactId({ SourceUri, SourceTypes: [hash, etag] }),
    );
    expect(artifactId({ SourceUri, SourceTypes: [] })).toBe(artifactId({ SourceUri }));
    expect(artifactId({ SourceUri, SourceTypes: [etag] })).not.toBe(artifactId({ SourceUri }));
  });
});
