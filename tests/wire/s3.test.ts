import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import {
  type $Command,
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  GetBucketLocationCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
  type S3ClientResolvedConfig,
  type ServiceInputTypes,
  type ServiceOutputTypes,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { randomHex } from '../../src/base/ids.ts';
import { type S3Server, startS3Server } from '../support/s3-server.ts';

interface Answer {
  readonly status: number;
  readonly reason: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** Sends exactly this path: fetch would resolve dots in it. */
function send(method: string, url: string, body = '', headers: Record<string, string | number> = {}): Promise<Answer> {
  const { hostname, port } = new URL(url);
  const path = url.slice(url.indexOf('/', 'http://'.length));
  return new Promise((resolve, reject) => {
    const call = request({ method, hostname, port, path, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          reason: response.statusMessage ?? '',
          headers: response.headers,
          body: Buffer.concat(chunks).toString(),
        }),
      );
    });
    call.on('error', reject);
    call.end(body);
  });
}

describe('S3 on the wire', () => {
  let server: S3Server;
  let s3: S3Client;
  let Bucket: string;
  beforeAll(async () => {
    server = await startS3Server();
    s3 = server.client();
    Bucket = `bucket-${randomHex(8)}`;
    await s3.send(new CreateBucketCommand({ Bucket }));
  });
  afterAll(() => server.close());

  const sign = <Input extends ServiceInputTypes, Output extends ServiceOutputTypes>(
    command: $Command<Input, Output, S3ClientResolvedConfig, ServiceInputTypes, ServiceOutputTypes>,
  ) => getSignedUrl(s3, command, { expiresIn: 60 });
  const incoming = () => readdirSync(join(server.dataDir, 'objects', 'incoming'));

  it('refuses a checksum that nobody holds against the bytes', async () => {
    for (const member of ['ChecksumSHA512', 'ChecksumMD5', 'ChecksumXXHASH128']) {
      const command = new PutObjectCommand({ Bucket, Key: 'checked', Body: 'x', [member]: 'AAAA' });
      await expect(s3.send(command), member).rejects.toMatchObject({ name: 'NotImplemented' });
    }
    await expect(s3.send(new HeadObjectCommand({ Bucket, Key: 'checked' }))).rejects.toMatchObject({
      name: 'NotFound',
    });
  });

  it('says what is wrong in XML, with the names that S3 gives', async () => {
    const Key = 'no & such <key>';
    const answer = await send('GET', await sign(new GetObjectCommand({ Bucket, Key })));
    expect(answer).toMatchObject({ status: 404, reason: 'Not Found' });
    expect(answer.headers).toMatchObject({ 'content-type': 'application/xml' });
    const requestId = answer.headers['x-amz-request-id'];
    expect(answer.body).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>NoSuchKey</Code><Message>The specified key does not exist.' +
        `</Message><Key>no &amp; such &lt;key&gt;</Key><RequestId>${requestId}</RequestId></Error>`,
    );
  });

  it('says nothing in the body of a HEAD, and keeps the reason', async () => {
    const bucket = await send('HEAD', await sign(new HeadBucketCommand({ Bucket: 'no-such-bucket' })));
    expect(bucket).toMatchObject({ status: 404, reason: 'Not Found', body: '' });
    const object = await send('HEAD', await sign(new HeadObjectCommand({ Bucket, Key: 'none' })));
    expect(object).toMatchObject({ status: 404, reason: 'Not Found', body: '' });
  });

  it('tells the validators of what has not changed, and nothing else', async () => {
    await s3.send(new PutObjectCommand({ Bucket, Key: 'same', Body: 'x' }));
    const url = await sign(new GetObjectCommand({ Bucket, Key: 'same' }));
    const answer = await send('GET', url, '', { 'If-None-Match': '"9dd4e461268c8034f5c8564e155c67a6"' });
    expect(answer).toMatchObject({ status: 304, body: '' });
    expect(answer.headers).toMatchObject({ etag: '"9dd4e461268c8034f5c8564e155c67a6"' });
    expect(answer.headers['last-modified']).toMatch(/ GMT$/);
  });

  it('names the elements of its answers as S3 does', async () => {
    const location = await send('GET', await sign(new GetBucketLocationCommand({ Bucket })));
    expect(location.body).toContain(
      '<LocationConstraint xmlns="http://s3.amazonaws.com/doc/2006-03-01/">us-west-2</LocationConstraint>',
    );
    const list = await send('GET', await sign(new ListObjectsV2Command({ Bucket, MaxKeys: 1 })));
    expect(list.body).toContain('<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">');
    expect(list.body).toMatch(/<MaxKeys>1<\/MaxKeys>/);
    expect(list.body).toContain('<ETag>&quot;');
  });

  it.each(['../../escape', './dot', 'a/../b', '/leading', 'a//b', '%2e%2e'])(
    'takes the path of %j as it is',
    async (Key) => {
      expect((await send('PUT', await sign(new PutObjectCommand({ Bucket, Key })), 'content')).status).toBe(200);
      expect((await send('GET', await sign(new GetObjectCommand({ Bucket, Key })))).body).toBe('content');
      expect((await server.objects.head(Bucket, Key))?.key).toBe(Key);
    },
  );

  it('refuses keys that are too long or hold NUL', async () => {
    const long = await send('PUT', await sign(new PutObjectCommand({ Bucket, Key: 'k'.repeat(1025) })), 'x');
    expect(long).toMatchObject({ status: 400 });
    expect(long.body).toContain('<Code>KeyTooLongError</Code>');
    const nul = await send('PUT', await sign(new PutObjectCommand({ Bucket, Key: 'a\0b' })), 'x');
    expect(nul).toMatchObject({ status: 400 });
    expect(nul.body).toContain('<Code>InvalidURI</Code>');
  });

  it('refuses XML that is malformed, hostile, of another kind or too large', async () => {
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key: 'k' }));
    const bodies = {
      'is cut off': '<CompleteMultipartUpload><Part>',
      'defines entities': '<!DOCTYPE x [<!ENTITY a "b">]><CompleteMultipartUpload/>',
      'is something else': '<Delete><Object><Key>k</Key></Object></Delete>',
      'lists nothing': '<CompleteMultipartUpload/>',
      'has a part without a number': '<CompleteMultipartUpload><Part><ETag>x</ETag></Part></CompleteMultipartUpload>',
    };
    const url = await sign(new CompleteMultipartUploadCommand({ Bucket, Key: 'k', UploadId }));
    for (const [title, body] of Object.entries(bodies)) {
      const answer = await send('POST', url, body);
      expect(answer.status, title).toBe(400);
      expect(answer.body, title).toContain('<Code>MalformedXML</Code>');
    }
    const large = await send(
      'POST',
      url,
      `<CompleteMultipartUpload>${' '.repeat(5 * 1024 * 1024)}</CompleteMultipartUpload>`,
    );
    expect(large.body).toContain('<Code>MaxMessageLengthExceeded</Code>');
    expect(await server.objects.head(Bucket, 'k')).toBeUndefined();
  });

  it('checks the Content-MD5 of XML bodies', async () => {
    const url = await sign(new CompleteMultipartUploadCommand({ Bucket, Key: 'k', UploadId: 'any' }));
    const part = '<Part><PartNumber>1</PartNumber><ETag>x</ETag></Part>';
    const body = `<CompleteMultipartUpload>${part}</CompleteMultipartUpload>`;
    const md5 = createHash('md5').update(body).digest('base64');
    const wrong = await send('POST', url, body, { 'Content-MD5': 'AAAAAAAAAAAAAAAAAAAAAA==' });
    expect(wrong.body).toContain('<Code>BadDigest</Code>');
    const right = await send('POST', url, body, { 'Content-MD5': md5 });
    expect(right.body).toContain('<Code>NoSuchUpload</Code>');
  });

  it('takes from a presigned URL what its signer has put there', async () => {
    const put = new PutObjectCommand({ Bucket, Key: 'signed', Metadata: { owner: 'me' }, Tagging: 'team=vision' });
    expect((await send('PUT', await sign(put), 'content')).status).toBe(200);
    expect(await server.objects.head(Bucket, 'signed')).toMatchObject({
      metadata: { user: { owner: 'me' } },
      tags: { team: 'vision' },
      sizeBytes: 7,
    });
  });

  it.each(['\ufeff', '\u0001', '中.csv'])('refuses %j as a header of the answer', async (wanted) => {
    await s3.send(new PutObjectCommand({ Bucket, Key: 'named', Body: 'x' }));
    const get = new GetObjectCommand({ Bucket, Key: 'named', ResponseContentDisposition: wanted });
    const answer = await send('GET', await sign(get));
    expect(answer).toMatchObject({ status: 400 });
    expect(answer.body).toContain('<Code>InvalidArgument</Code>');
    expect(answer.body).toContain('<ArgumentName>response-content-disposition</ArgumentName>');
  });

  it('keeps nothing of an upload whose connection breaks', async () => {
    const url = new URL(await sign(new PutObjectCommand({ Bucket, Key: 'broken' })));
    const socket = connect(Number(url.port), url.hostname);
    socket.write(`PUT ${url.pathname}${url.search} HTTP/1.1\r\nHost: ${url.host}\r\nContent-Length: 1000000\r\n\r\n`);
    socket.write('x'.repeat(1000));
    await expect.poll(() => incoming().length).toBe(1);
    socket.destroy();
    await expect.poll(() => incoming().length).toBe(0);
    expect(await server.objects.head(Bucket, 'broken')).toBeUndefined();
  });

  it('invites a body that waits to be asked for, and answers before it when there is no bucket for it', async () => {
    const headers = { Expect: '100-continue' };
    const there = await send('PUT', await sign(new PutObjectCommand({ Bucket, Key: 'asked' })), 'content', headers);
    expect(there.status).toBe(200);
    const url = await sign(new PutObjectCommand({ Bucket: 'no-such-bucket', Key: 'asked' }));
    const nowhere = await send('PUT', url, 'x'.repeat(1_000_000), headers);
    expect(nowhere.body).toContain('<Code>NoSuchBucket</Code>');
  });
});
