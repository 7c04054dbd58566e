import { createHmac } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chunkedUpload } from '../support/chunked-upload.ts';
import { registerObjects, type StoredObject } from '../support/object-handlers.ts';
import { presign, send, sha256Hex, sign } from '../support/signed-request.ts';
import { ADMIN, REGION, ROLE_SESSION, startGateway, type TestGateway } from '../support/test-gateway.ts';

const CHUNKS = ['first chunk, ', 'x'.repeat(70_000), ' and the last'];

describe('bodies and URLs of S3', () => {
  const objects = new Map<string, StoredObject>();
  let server: TestGateway;
  let s3: S3Client;

  beforeAll(async () => {
    server = await startGateway((registry) => registerObjects(registry, objects));
    s3 = new S3Client({ endpoint: server.url, region: REGION, credentials: ADMIN, forcePathStyle: true });
  });
  afterAll(async () => {
    s3.destroy();
    await server.gateway.close();
  });

  const text = (name: string) => objects.get(`bucket/${name}`)?.bytes.toString();

  it('takes a plain body whose hash is signed', async () => {
    await s3.send(new PutObjectCommand({ Bucket: 'bucket', Key: 'a b/ü+(1)*.txt', Body: 'hello' }));
    expect(text('a b/ü+(1)*.txt')).toBe('hello');
    const got = await s3.send(new GetObjectCommand({ Bucket: 'bucket', Key: 'a b/ü+(1)*.txt' }));
    expect(await got.Body?.transformToString()).toBe('hello');
  });

  it("takes the framing off the SDK's streams and hands on the trailing checksum", async () => {
    const Body = Readable.from([Buffer.from('stream'), Buffer.alloc(200_000, 'y')]);
    await s3.send(new PutObjectCommand({ Bucket: 'bucket', Key: 'stream', Body, ContentLength: 200_006 }));
    const stored = objects.get('bucket/stream');
    expect(stored?.bytes.length).toBe(200_006);
    expect(stored?.trailers['x-amz-checksum-crc32']).toMatch(/^[A-Za-z0-9+/]{6}==$/);
  });

  it('refuses a body that is not the one whose hash was signed, and keeps nothing of it', async () => {
    const body = 'what was signed';
    const headers = { 'x-amz-content-sha256': sha256Hex(body) };
    const call = await sign(server.url, { method: 'PUT', path: '/bucket/tampered', service: 's3', headers, body });
    call.body = 'what was sended';
    const reply = await send(server.url, call);
    expect(reply.status).toBe(400);
    expect(reply.body).toContain('<Code>XAmzContentSHA256Mismatch</Code>');
    expect(text('tampered')).toBeUndefined();
  });

  it.each([
    ['signed chunks', true, undefined],
    ['signed chunks with a trailer', true, { 'x-amz-checksum-crc32c': 'AAAAAA==' }],
    ['unsigned chunks with a trailer', false, { 'x-amz-checksum-crc32c': 'AAAAAA==' }],
  ])('takes %s', async (_what, isSigned, trailers) => {
    const upload = { path: '/bucket/chunked', chunks: CHUNKS, isSigned, ...(trailers ? { trailers } : {}) };
    expect((await send(server.url, await chunkedUpload(server.url, upload))).status).toBe(200);
    expect(text('chunked')).toBe(CHUNKS.join(''));
    expect(objects.get('bucket/chunked')?.trailers).toEqual(trailers ?? {});
  });

  it.each<[string, (body: string) => string, string]>([
    ['a changed byte', (body) => body.replace('first', 'First'), 'SignatureDoesNotMatch'],
    ['a chunk left out', (body) => body.replace(/\r\n11170;.*?\r\n.*?(?=\r\n)/s, ''), 'SignatureDoesNotMatch'],
    ['a missing signature', (body) => body.replace(/;chunk-signature=[0-9a-f]+/, ''), 'SignatureDoesNotMatch'],
    ['a changed trailer', (body) => body.replace('AAAAAA==', 'BBBBBB=='), 'SignatureDoesNotMatch'],
    ['no last chunk', (body) => body.slice(0, body.indexOf('\r\n0;') + 2), 'IncompleteBody'],
    ['a cut chunk', (body) => body.slice(0, 1000), 'IncompleteBody'],
    ['no framing', () => 'just\r\nbytes', 'InvalidRequest'],
    ['a size that lies', (body) => body.replace(/^d;/, 'c;'), 'InvalidRequest'],
    ['a trailer that was not announced', (body) => body.replace('crc32c', 'sha256'), 'InvalidRequest'],
  ])('refuses signed chunks with %s, and keeps nothing of them', async (_what, tamper, code) => {
    const trailers = { 'x-amz-checksum-crc32c': 'AAAAAA==' };
    const call = await chunkedUpload(server.url, { path: '/bucket/broken', chunks: CHUNKS, isSigned: true, trailers });
    call.body = tamper(String(call.body));
    const reply = await send(server.url, call);
    expect(reply.body).toContain(`<Code>${code}</Code>`);
    expect(text('broken')).toBeUndefined();
  });

  it.each([-1, 1])('refuses framed bodies that are %i byte off their stated length', async (difference) => {
    const decodedLength = CHUNKS.join('').length + difference;
    const upload = { path: '/bucket/short', chunks: CHUNKS, isSigned: true, decodedLength };
    const reply = await send(server.url, await chunkedUpload(server.url, upload));
    expect(reply.body).toContain('<Code>IncompleteBody</Code>');
    expect(text('short')).toBeUndefined();
  });

  it('answers on the same connection when an operation gives up on a body early', async () => {
    const body = Buffer.alloc(3_000_000);
    const headers = { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' };
    const call = await sign(server.url, { method: 'PUT', path: '/missing/key', service: 's3', headers, body });
    const reply = await send(server.url, call);
    expect(reply.status).toBe(404);
    expect(reply.body).toContain('<Code>NoSuchBucket</Code>');
  });

  it('carries XML bodies and bodiless HEAD errors', async () => {
    const Delete = { Objects: [{ Key: 'chunked' }] };
    const deleted = await s3.send(new DeleteObjectsCommand({ Bucket: 'bucket', Delete }));
    expect(deleted.Deleted).toEqual([{ Key: 'chunked' }]);
    const head = s3.send(new HeadObjectCommand({ Bucket: 'bucket', Key: 'chunked' }));
    await expect(head).rejects.toMatchObject({ $metadata: { httpStatusCode: 404 } });
  });

  it('accepts presigned URLs of version 4, until they expire', async () => {
    objects.set('bucket/shared', { bytes: Buffer.from('shared'), trailers: {} });
    const url = await getSignedUrl(s3, new GetObjectCommand({ Bucket: 'bucket', Key: 'shared' }), { expiresIn: 60 });
    expect(await (await fetch(url)).text()).toBe('shared');
    expect((await fetch(url.replace('shared', 'other'))).status).toBe(403);
    const signingDate = new Date(Date.now() - 120_000);
    const old = await presign(server.url, { path: '/bucket/shared', service: 's3', signingDate }, 60);
    const reply = await send(server.url, old);
    expect(reply.status).toBe(403);
    expect(reply.body).toContain('<Message>Request has expired</Message>');
  });

  it('accepts uploads to presigned URLs, also by temporary keys', async () => {
    const session = new S3Client({
      endpoint: server.url,
      region: REGION,
      credentials: ROLE_SESSION,
      forcePathStyle: true,
    });
    const url = await getSignedUrl(session, new PutObjectCommand({ Bucket: 'bucket', Key: 'put' }), { expiresIn: 60 });
    expect((await fetch(url, { method: 'PUT', body: 'by URL' })).status).toBe(200);
    expect(text('put')).toBe('by URL');
    session.destroy();
  });

  it('accepts presigned URLs of version 2, until they expire', async () => {
    const sign2 = (path: string, expires: number) => {
      const signature = createHmac('sha1', ADMIN.secretAccessKey)
        .update(`GET\n\n\n${expires}\n${path}`)
        .digest('base64');
      const query = new URLSearchParams({
        AWSAccessKeyId: ADMIN.accessKeyId,
        Signature: signature,
        Expires: String(expires),
      });
      return `${server.url}${path}?${query}`;
    };
    const soon = Math.floor(Date.now() / 1000) + 60;
    expect(await (await fetch(sign2('/bucket/shared', soon))).text()).toBe('shared');
    expect(await (await fetch(sign2('/bucket/shared', soon - 120))).text()).toContain('Request has expired');
    const wrong = await fetch(sign2('/bucket/shared', soon).replace('/shared', '/put'));
    expect(await wrong.text()).toContain('<Code>SignatureDoesNotMatch</Code>');
  });

  it('lets no header of the bearer take the place of what a version 2 URL signed in its query', async () => {
    const [expires, source] = [Math.floor(Date.now() / 1000) + 60, 'x-amz-copy-source'];
    const signature = createHmac('sha1', ADMIN.secretAccessKey)
      .update(`PUT\n\n\n${expires}\n${source}:bucket/shared\n/bucket/copy`)
      .digest('base64');
    const query = new URLSearchParams({
      AWSAccessKeyId: ADMIN.accessKeyId,
      Signature: signature,
      Expires: String(expires),
      [source]: 'bucket/shared',
    });
    const headers = { [source]: 'bucket/secret' };
    const answer = await fetch(`${server.url}/bucket/copy?${query}`, { method: 'PUT', headers });
    expect(await answer.text()).toContain('<Code>SignatureDoesNotMatch</Code>');
  });

  it.each(['constructor', '__proto__', 'STREAMING', 'abc'])(
    'refuses a body under a hash of no kind: %s',
    async (hash) => {
      const headers = { 'x-amz-content-sha256': hash, 'x-amz-decoded-content-length': '0' };
      const body = '0\r\n\r\n';
      const call = await sign(server.url, { method: 'PUT', path: '/bucket/kind', service: 's3', headers, body });
      expect((await send(server.url, call)).body).toContain('<Code>InvalidArgument</Code>');
      expect(text('kind')).toBeUndefined();
    },
  );

  it('finds the bucket in the host', async () => {
    const host = `bucket.localhost:${new URL(server.url).port}`;
    const headers = { host, 'x-amz-content-sha256': sha256Hex('') };
    const call = await sign(server.url, { method: 'GET', path: '/shared', service: 's3', headers });
    expect((await send(server.url, call)).body).toBe('shared');
  });

  it("refuses in S3's words", async () => {
    const refusal = async (call: Parameters<typeof sign>[1], headers: Record<string, string> = {}) => {
      const signed = await sign(server.url, { method: 'GET', path: '/', service: 's3', ...call });
      const reply = await send(server.url, { ...signed, headers: { ...signed.headers, ...headers } });
      expect(reply.headers['x-amz-request-id']).toBeTruthy();
      return `${reply.status} ${/<Code>(\w+)</.exec(reply.body)?.[1]}`;
    };
    expect(await refusal({ credential: { ...ADMIN, accessKeyId: 'AKIANO' } })).toBe('403 InvalidAccessKeyId');
    expect(await refusal({ credential: { ...ADMIN, secretAccessKey: 'no' } })).toBe('403 SignatureDoesNotMatch');
    expect(await refusal({ credential: { ...ROLE_SESSION, sessionToken: 'no' } })).toBe('400 InvalidToken');
    expect(await refusal({ signingDate: new Date(Date.now() - 1_000_000) })).toBe('403 RequestTimeTooSkewed');
    expect(await refusal({}, { 'x-amz-acl': 'public-read' })).toBe('403 AccessDenied');
    expect(await refusal({ method: 'PATCH' })).toBe('405 MethodNotAllowed');
    expect(await refusal({ path: '/bucket', query: { acl: '' } })).toBe('501 NotImplemented');
    expect((await fetch(`${server.url}/bucket/shared`)).status).toBe(403);
    expect(await (await fetch(`${server.url}/bucket/shared`)).text()).toContain('<Code>AccessDenied</Code>');
  });
});
