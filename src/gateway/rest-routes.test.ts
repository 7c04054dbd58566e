import { describe, expect, it } from 'vitest';
import { serviceModel } from '../api/model.ts';
import { RestRoutes } from './rest-routes.ts';

const s3 = new RestRoutes(serviceModel('s3'));
const featureStore = new RestRoutes(serviceModel('sagemaker-featurestore-runtime'));

function s3Match(request: string, headers: Record<string, string> = {}) {
  const [method = '', target = ''] = request.split(' ');
  const [path = '', query = ''] = target.split('?');
  const match = s3.match(method, path, new URLSearchParams(query), headers);
  return match && { operation: match.operation.name, ...match.pathParameters };
}

describe('routes of S3', () => {
  it.each([
    ['GET /', 'ListBuckets'],
    ['GET /?x-id=ListBuckets', 'ListBuckets'],
    ['HEAD /b', 'HeadBucket'],
    ['PUT /b/', 'CreateBucket'],
    ['GET /b?prefix=a&encoding-type=url', 'ListObjects'],
    ['GET /b/?list-type=2&prefix=', 'ListObjectsV2'],
    ['GET /b?location', 'GetBucketLocation'],
    ['GET /b?uploads', 'ListMultipartUploads'],
    ['GET /b?analytics', 'ListBucketAnalyticsConfigurations'],
    ['GET /b?analytics&id=x', 'GetBucketAnalyticsConfiguration'],
    ['GET /b?lifecycle', 'GetBucketLifecycleConfiguration'],
    ['POST /b?delete', 'DeleteObjects'],
    ['POST /b/?delete=', 'DeleteObjects'],
    ['GET /b/k', 'GetObject'],
    ['GET /b/k?x-id=GetObject&versionId=1&partNumber=2', 'GetObject'],
    ['GET /b/k?uploadId=u', 'ListParts'],
    ['GET /b/k?tagging', 'GetObjectTagging'],
    ['PUT /b/k', 'PutObject'],
    ['PUT /b/k?partNumber=1&uploadId=u&x-id=UploadPart', 'UploadPart'],
    ['POST /b/k?uploads', 'CreateMultipartUpload'],
    ['POST /b/k?uploadId=u', 'CompleteMultipartUpload'],
    ['DELETE /b/k?uploadId=u', 'AbortMultipartUpload'],
    ['DELETE /b/k', 'DeleteObject'],
  ])('%s is %s', (request, operation) => {
    expect(s3Match(request)).toMatchObject({ operation });
  });

  it('tells copies by their header', () => {
    const headers = { 'x-amz-copy-source': 'a/b' };
    expect(s3Match('PUT /b/k', headers)).toMatchObject({ operation: 'CopyObject' });
    expect(s3Match('PUT /b/k?partNumber=1&uploadId=u', headers)).toMatchObject({ operation: 'UploadPartCopy' });
  });

  it('does not take half a sub-resource for an operation on the whole', () => {
    expect(s3Match('PUT /b/k?uploadId=u')).toBeUndefined();
    expect(s3Match('PUT /b/k?partNumber=1')).toBeUndefined();
    expect(s3Match('PUT /b?analytics')).toBeUndefined();
    expect(s3Match('POST /b')).toBeUndefined();
  });

  it('decodes keys, which may hold slashes and anything else', () => {
    expect(s3Match('GET /b/a//b/%C3%BC+%2F%20?x-id=GetObject')).toEqual({
      operation: 'GetObject',
      Bucket: 'b',
      Key: 'a//b/ü+/ ',
    });
    expect(s3Match('GET /endpoints/e/invocations')).toMatchObject({ Bucket: 'endpoints', Key: 'e/invocations' });
    expect(() => s3Match('GET /b/%E0%A4')).toThrow(URIError);
  });
});

describe('routes of the feature store', () => {
  it.each([
    ['PUT', '/FeatureGroup/g', 'PutRecord'],
    ['GET', '/FeatureGroup/g', 'GetRecord'],
    ['DELETE', '/FeatureGroup/g', 'DeleteRecord'],
    ['POST', '/BatchGetRecord', 'BatchGetRecord'],
    ['POST', '/FeatureGroup/g/Record', 'UpdateRecord'],
  ])('%s %s is %s, even while required parameters are missing', (method, path, operation) => {
    expect(featureStore.match(method, path, new URLSearchParams(), {})?.operation.name).toBe(operation);
  });
});
