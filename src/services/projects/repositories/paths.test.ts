import { describe, expect, it } from 'vitest';
import { s3Place } from '../template-source.ts';
import { CgiHeadReader } from './cgi-head.ts';
import { cloneUrl, parseRepositoryPath } from './clone-url.ts';

describe('The path of a repository', () => {
  it('names it, and its region where that is not the server own', () => {
    const scope = { account: '123456789012', region: 'eu-west-1', name: 'code' };
    expect(cloneUrl('http://h', 'eu-west-1', scope)).toBe('http://h/v1/repos/code');
    expect(cloneUrl('http://h', 'us-west-2', scope)).toBe('http://h/v1/repos/eu-west-1/code');
    expect(parseRepositoryPath('/v1/repos/code.git/info/refs')).toEqual({
      ...{ region: undefined, name: 'code', service: 'info/refs' },
    });
    expect(parseRepositoryPath('/v1/repos/us-gov-west-1/a.b-c_d/git-receive-pack')).toEqual({
      ...{ region: 'us-gov-west-1', name: 'a.b-c_d', service: 'git-receive-pack' },
    });
  });

  it.each([
    '/v1/repos/code',
    '/v1/repos/a/b/info/refs',
    '/v1/repos/%2e%2e/info/refs',
    '/v1/repos/code/objects/info/packs',
    '/v1/repos/code/git-upload-archive',
    '/v1/repos//info/refs',
    '/v1/repos/code/info/refs/',
    '/x/v1/repos/code/info/refs',
  ])('is not %s', (path) => {
    expect(parseRepositoryPath(path)).toBeUndefined();
  });
});

describe('The URL of a template', () => {
  it.each([
    ['https://bucket.s3.us-west-2.amazonaws.com/a/b.yaml', 'bucket', 'a/b.yaml'],
    ['https://my.bucket.s3.amazonaws.com/b.yaml', 'my.bucket', 'b.yaml'],
    ['https://s3.eu-west-1.amazonaws.com/bucket/a%20b.yaml', 'bucket', 'a b.yaml'],
    ['https://s3-us-west-2.amazonaws.com/bucket/b.yaml', 'bucket', 'b.yaml'],
  ])('%s is an object', (url, bucket, key) => {
    expect(s3Place(url)).toEqual({ bucket, key });
  });

  it.each([
    'https://example.test/bucket/b.yaml',
    'http://s3.amazonaws.com/bucket/b.yaml',
    'https://s3.amazonaws.com/bucket',
    'https://s3.amazonaws.com/bucket/b.yaml?versionId=1',
    'https://s3.amazonaws.com/bucket/%zz',
    'https://s3.amazonaws.com.example.test/bucket/b.yaml',
  ])('%s is none', (url) => {
    expect(s3Place(url)).toBeUndefined();
  });
});

describe('The head of a CGI answer', () => {
  it('is found across chunks, without what belongs to the connection', () => {
    const reader = new CgiHeadReader();
    expect(reader.push(Buffer.from('Status: 404 Not Found\r\nContent-Type: text/plain\r\n'))).toBeUndefined();
    const found = reader.push(Buffer.from('Connection: close\r\n\r\nbody'));
    expect(found?.head).toEqual({ status: 404, headers: [['Content-Type', 'text/plain']] });
    expect(found?.rest.toString()).toBe('body');
  });

  it('is 200 where no status is said, and missing when it is too long', () => {
    expect(new CgiHeadReader().push(Buffer.from('A: b\n\n'))?.head.status).toBe(200);
    expect(() => new CgiHeadReader().push(Buffer.alloc(20_000, 'x'))).toThrow('no head');
  });
});
