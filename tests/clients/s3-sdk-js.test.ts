import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  ChecksumAlgorithm,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  DeleteObjectTaggingCommand,
  GetBucketLocationCommand,
  GetBucketVersioningCommand,
  GetObjectAttributesCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListMultipartUploadsCommand,
  ListObjectsCommand,
  ListPartsCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  paginateListObjectsV2,
  type S3Client,
  UploadPartCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { randomHex } from '../../src/base/ids.ts';
import { type S3Server, startS3Server } from '../support/s3-server.ts';

const MIB = 1024 * 1024;

describe('S3 and the AWS SDK for JavaScript', () => {
  let server: S3Server;
  let s3: S3Client;

  beforeAll(async () => {
    server = await startS3Server();
    s3 = server.client();
  });
  afterAll(() => server.close());

  const newBucket = async () => {
    const Bucket = `bucket-${randomHex(8)}`;
    const CreateBucketConfiguration = { LocationConstraint: 'us-west-2' as const };
    await s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration }));
    return Bucket;
  };
  const put = (Bucket: string, Key: string, Body: string | Buffer = 'x') =>
    s3.send(new PutObjectCommand({ Bucket, Key, Body }));
  const textOf = async (Bucket: string, Key: string, more: object = {}) =>
    (await s3.send(new GetObjectCommand({ Bucket, Key, ...more }))).Body?.transformToString();

  it('makes, finds, lists and deletes buckets', async () => {
    const Bucket = await newBucket();
    const listed = await s3.send(new ListBucketsCommand({ Prefix: Bucket }));
    expect(listed.Buckets).toEqual([{ Name: Bucket, CreationDate: expect.any(Date), BucketRegion: 'us-west-2' }]);
    expect(listed.Owner?.ID).toBe('123456789012');
    expect((await s3.send(new HeadBucketCommand({ Bucket }))).BucketRegion).toBe('us-west-2');
    expect((await s3.send(new GetBucketLocationCommand({ Bucket }))).LocationConstraint).toBe('us-west-2');
    expect((await s3.send(new GetBucketVersioningCommand({ Bucket }))).Status).toBeUndefined();
    await put(Bucket, 'a');
    await expect(s3.send(new DeleteBucketCommand({ Bucket }))).rejects.toMatchObject({
      name: 'BucketNotEmpty',
      $metadata: { httpStatusCode: 409 },
    });
    await s3.send(new DeleteObjectCommand({ Bucket, Key: 'a' }));
    await s3.send(new DeleteBucketCommand({ Bucket }));
    await expect(s3.send(new HeadBucketCommand({ Bucket }))).rejects.toMatchObject({
      name: 'NotFound',
      $metadata: { httpStatusCode: 404 },
    });
  });

  it('keeps the rules of bucket names, regions and owners', async () => {
    const Bucket = await newBucket();
    const create = (client: S3Client, name: string, region?: string) =>
      client.send(
        new CreateBucketCommand({
          Bucket: name,
          ...(region ? { CreateBucketConfiguration: { LocationConstraint: region as 'us-west-2' } } : {}),
        }),
      );
    await expect(create(s3, Bucket, 'us-west-2')).rejects.toMatchObject({ name: 'BucketAlreadyOwnedByYou' });
    await expect(create(s3, 'Upper_Case', 'us-west-2')).rejects.toMatchObject({ name: 'InvalidBucketName' });
    await expect(create(s3, `b-${randomHex(6)}`, 'eu-west-1')).rejects.toMatchObject({
      name: 'IllegalLocationConstraintException',
    });
    const global = server.client({ region: 'us-east-1' });
    const old = `bucket-${randomHex(8)}`;
    await create(global, old);
    await create(global, old);
    expect((await s3.send(new GetBucketLocationCommand({ Bucket: old }))).LocationConstraint).toBeUndefined();
    const expectOwner = (ExpectedBucketOwner: string) =>
      s3.send(new HeadBucketCommand({ Bucket, ExpectedBucketOwner }));
    await expectOwner('123456789012');
    await expect(expectOwner('999999999999')).rejects.toMatchObject({ $metadata: { httpStatusCode: 403 } });
  });

  it('puts and gets objects with metadata, headers and tags', async () => {
    const Bucket = await newBucket();
    const Key = 'dir/a key+with % odd&signs é \u{1f600}';
    const made = await s3.send(
      new PutObjectCommand({
        Bucket,
        Key,
        Body: 'hello',
        ContentType: 'text/plain',
        CacheControl: 'max-age=60',
        ContentEncoding: 'identity',
        Metadata: { owner: 'me', 'second-name': 'x y' },
        Tagging: 'team=vision&stage=a%20b',
      }),
    );
    expect(made.ETag).toBe('"5d41402abc4b2a76b9719d911017c592"');
    expect(made.ChecksumCRC32).toBe('NhCmhg==');
    const got = await s3.send(new GetObjectCommand({ Bucket, Key }));
    expect(await got.Body?.transformToString()).toBe('hello');
    expect(got).toMatchObject({
      ContentType: 'text/plain',
      ContentLength: 5,
      CacheControl: 'max-age=60',
      ContentEncoding: 'identity',
      Metadata: { owner: 'me', 'second-name': 'x y' },
      ETag: made.ETag,
      ChecksumCRC32: 'NhCmhg==',
      TagCount: 2,
      AcceptRanges: 'bytes',
      LastModified: expect.any(Date),
    });
    const tags = await s3.send(new GetObjectTaggingCommand({ Bucket, Key }));
    expect(tags.TagSet).toEqual([
      { Key: 'team', Value: 'vision' },
      { Key: 'stage', Value: 'a b' },
    ]);
    await s3.send(new PutObjectTaggingCommand({ Bucket, Key, Tagging: { TagSet: [{ Key: 'k', Value: '<&>' }] } }));
    expect((await s3.send(new GetObjectTaggingCommand({ Bucket, Key }))).TagSet).toEqual([{ Key: 'k', Value: '<&>' }]);
    await s3.send(new DeleteObjectTaggingCommand({ Bucket, Key }));
    expect((await s3.send(new GetObjectTaggingCommand({ Bucket, Key }))).TagSet).toEqual([]);
    const head = await s3.send(new HeadObjectCommand({ Bucket, Key, ChecksumMode: 'ENABLED' }));
    expect(head).toMatchObject({ ContentLength: 5, ETag: made.ETag, ChecksumCRC32: 'NhCmhg==' });
    const attributes = await s3.send(
      new GetObjectAttributesCommand({ Bucket, Key, ObjectAttributes: ['ETag', 'ObjectSize', 'Checksum'] }),
    );
    expect(attributes).toMatchObject({ ObjectSize: 5, Checksum: { ChecksumCRC32: 'NhCmhg==' } });
  });

  it.each(Object.values(ChecksumAlgorithm).filter((name) => /^(CRC32|CRC32C|CRC64NVME|SHA1|SHA256)$/.test(name)))(
    'checks %s of a stream, which comes in a trailer',
    async (algorithm) => {
      const Bucket = await newBucket();
      const content = randomBytes(3 * MIB + 17);
      const Body = Readable.from([content.subarray(0, MIB), content.subarray(MIB)]);
      const made = await s3.send(
        new PutObjectCommand({
          Bucket,
          Key: 'k',
          Body,
          ContentLength: content.length,
          ChecksumAlgorithm: algorithm,
        }),
      );
      const member = `Checksum${algorithm}` as 'ChecksumCRC32';
      expect(made[member]).toMatch(/^[A-Za-z0-9+/]+=*$/);
      const got = await s3.send(new GetObjectCommand({ Bucket, Key: 'k', ChecksumMode: 'ENABLED' }));
      expect(got[member]).toBe(made[member]);
      expect(got.ContentEncoding).toBeUndefined();
      expect(Buffer.from((await got.Body?.transformToByteArray()) ?? []).equals(content)).toBe(true);
    },
  );

  it('refuses content that is not what the client says it is', async () => {
    const Bucket = await newBucket();
    const send = (more: object) => s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'hello', ...more }));
    await expect(send({ ContentMD5: 'AAAAAAAAAAAAAAAAAAAAAA==' })).rejects.toMatchObject({ name: 'BadDigest' });
    await expect(send({ ContentMD5: 'nonsense' })).rejects.toMatchObject({ name: 'InvalidDigest' });
    await expect(send({ ChecksumSHA256: `${'A'.repeat(43)}=` })).rejects.toMatchObject({ name: 'BadDigest' });
    await expect(send({ ChecksumCRC32: 'nonsense' })).rejects.toMatchObject({ name: 'InvalidRequest' });
    await expect(textOf(Bucket, 'k')).rejects.toMatchObject({ name: 'NoSuchKey' });
  });

  it('reads ranges, and says so when there is nothing in one', async () => {
    const Bucket = await newBucket();
    await put(Bucket, 'k', '0123456789');
    const range = async (Range: string) => s3.send(new GetObjectCommand({ Bucket, Key: 'k', Range }));
    const middle = await range('bytes=2-4');
    expect(middle).toMatchObject({
      ContentRange: 'bytes 2-4/10',
      ContentLength: 3,
      $metadata: { httpStatusCode: 206 },
    });
    expect(await middle.Body?.transformToString()).toBe('234');
    expect(await (await range('bytes=7-')).Body?.transformToString()).toBe('789');
    expect(await (await range('bytes=-2')).Body?.transformToString()).toBe('89');
    expect(await (await range('bytes=8-100')).Body?.transformToString()).toBe('89');
    expect((await range('lines=1-2')).$metadata.httpStatusCode).toBe(200);
    await expect(range('bytes=10-')).rejects.toMatchObject({
      name: 'InvalidRange',
      $metadata: { httpStatusCode: 416 },
    });
  });

  it('reads and writes under conditions', async () => {
    const Bucket = await newBucket();
    const { ETag } = await put(Bucket, 'k', 'one');
    const other = '"00000000000000000000000000000000"';
    const past = new Date(Date.now() - 3_600_000);
    const future = new Date(Date.now() + 3_600_000);
    expect(await textOf(Bucket, 'k', { IfMatch: ETag, IfModifiedSince: past, IfUnmodifiedSince: future })).toBe('one');
    await expect(textOf(Bucket, 'k', { IfMatch: other })).rejects.toMatchObject({ name: 'PreconditionFailed' });
    await expect(textOf(Bucket, 'k', { IfUnmodifiedSince: past })).rejects.toMatchObject({
      $metadata: { httpStatusCode: 412 },
    });
    for (const condition of [{ IfNoneMatch: ETag }, { IfModifiedSince: future }]) {
      await expect(textOf(Bucket, 'k', condition)).rejects.toMatchObject({ $metadata: { httpStatusCode: 304 } });
    }
    const write = (more: object) => s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'two', ...more }));
    await expect(write({ IfNoneMatch: '*' })).rejects.toMatchObject({ name: 'PreconditionFailed' });
    await expect(write({ IfMatch: other })).rejects.toMatchObject({ name: 'PreconditionFailed' });
    await write({ IfMatch: ETag });
    expect(await textOf(Bucket, 'k')).toBe('two');
  });

  it('names what is missing', async () => {
    const Bucket = await newBucket();
    await expect(textOf(Bucket, 'none')).rejects.toMatchObject({
      name: 'NoSuchKey',
      message: 'The specified key does not exist.',
      $metadata: { httpStatusCode: 404, requestId: expect.stringMatching(/.+/) },
    });
    await expect(s3.send(new HeadObjectCommand({ Bucket, Key: 'none' }))).rejects.toMatchObject({ name: 'NotFound' });
    await expect(textOf('no-such-bucket', 'k')).rejects.toMatchObject({ name: 'NoSuchBucket' });
    await expect(put('no-such-bucket', 'k', 'x')).rejects.toMatchObject({ name: 'NoSuchBucket' });
    await s3.send(new DeleteObjectCommand({ Bucket, Key: 'none' }));
    await expect(s3.send(new PutBucketPolicyCommand({ Bucket, Policy: '{}' }))).rejects.toMatchObject({
      name: 'NotImplemented',
    });
  });

  it('lists keys that XML can not hold, in pages and by common prefixes', async () => {
    const Bucket = await newBucket();
    const keys = ['a&b<c>"d"', 'dir/one', 'dir/two', 'ctrl\u0001', 'with space', 'x+y', 'é', 'z'];
    for (const Key of keys) await put(Bucket, Key);
    const seen: string[] = [];
    for await (const page of paginateListObjectsV2(
      { client: s3, pageSize: 2 },
      { Bucket, EncodingType: 'url', Delimiter: '/' },
    )) {
      expect(page.KeyCount).toBeLessThanOrEqual(2);
      for (const { Key } of page.Contents ?? []) seen.push(decodeURIComponent(Key ?? ''));
      for (const { Prefix } of page.CommonPrefixes ?? []) seen.push(decodeURIComponent(Prefix ?? ''));
    }
    expect(seen.sort()).toEqual([...keys.filter((key) => !key.startsWith('dir/')), 'dir/'].sort());
    const old = await s3.send(new ListObjectsCommand({ Bucket, Delimiter: '/', MaxKeys: 3, EncodingType: 'url' }));
    expect(old).toMatchObject({ IsTruncated: true, NextMarker: 'dir/', CommonPrefixes: [{ Prefix: 'dir/' }] });
    const rest = await s3.send(new ListObjectsCommand({ Bucket, Delimiter: '/', Marker: 'dir/' }));
    expect(rest.Contents?.map((object) => object.Key)).toEqual(['with space', 'x+y', 'z', 'é']);
    expect(rest.CommonPrefixes).toBeUndefined();
  });

  it('copies within and across buckets, and keeps or replaces what is said of the object', async () => {
    const [Bucket, target] = [await newBucket(), await newBucket()];
    const Key = 'from/a b+é';
    await s3.send(new PutObjectCommand({ Bucket, Key, Body: 'data', ContentType: 'text/x', Metadata: { a: '1' } }));
    const CopySource = `${Bucket}/${Key.split('/').map(encodeURIComponent).join('/')}`;
    const copy = (more: object) => s3.send(new CopyObjectCommand({ Bucket: target, Key: 'to', CopySource, ...more }));
    const copied = await copy({});
    expect(copied.CopyObjectResult).toMatchObject({ ETag: expect.any(String), LastModified: expect.any(Date) });
    expect(await s3.send(new HeadObjectCommand({ Bucket: target, Key: 'to' }))).toMatchObject({
      ContentType: 'text/x',
      Metadata: { a: '1' },
    });
    await copy({ MetadataDirective: 'REPLACE', ContentType: 'text/y', ChecksumAlgorithm: 'SHA256' });
    const replaced = await s3.send(new HeadObjectCommand({ Bucket: target, Key: 'to', ChecksumMode: 'ENABLED' }));
    expect(replaced).toMatchObject({ ContentType: 'text/y', Metadata: {}, ChecksumSHA256: expect.any(String) });
    await s3.send(new DeleteObjectCommand({ Bucket, Key }));
    expect(await textOf(target, 'to')).toBe('data');
    await expect(copy({})).rejects.toMatchObject({ name: 'NoSuchKey' });
    const onto = { Bucket: target, Key: 'to', CopySource: `/${target}/to` };
    await expect(s3.send(new CopyObjectCommand(onto))).rejects.toMatchObject({ name: 'InvalidRequest' });
    await expect(
      s3.send(new CopyObjectCommand({ ...onto, Key: 'new', CopySourceIfMatch: '"0"' })),
    ).rejects.toMatchObject({
      name: 'PreconditionFailed',
    });
  });

  it('deletes a thousand keys in one request', async () => {
    const Bucket = await newBucket();
    const keys = Array.from({ length: 1000 }, (_, i) => `${'k'.repeat(900)}<&>${i}`);
    for (const key of keys.slice(0, 20)) await put(Bucket, key);
    const Objects = keys.map((Key) => ({ Key }));
    const done = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
    expect(done.Deleted).toHaveLength(1000);
    expect(done.Errors).toBeUndefined();
    const quiet = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }));
    expect(quiet.Deleted).toBeUndefined();
    const tooMany = { Objects: [...Objects, { Key: 'one more' }] };
    await expect(s3.send(new DeleteObjectsCommand({ Bucket, Delete: tooMany }))).rejects.toMatchObject({
      name: 'MalformedXML',
    });
  });

  it('uploads in parts with lib-storage and reads them as one', async () => {
    const Bucket = await newBucket();
    const content = randomBytes(12 * MIB + 5);
    const upload = new Upload({
      client: s3,
      params: { Bucket, Key: 'big', Body: Readable.from([content]), ContentType: 'x/y' },
    });
    const done = await upload.done();
    expect(done.ETag).toMatch(/^"[0-9a-f]{32}-3"$/);
    expect(done.Location).toBe(`${server.url}/${Bucket}/big`);
    const got = await s3.send(new GetObjectCommand({ Bucket, Key: 'big', ChecksumMode: 'ENABLED' }));
    expect(got).toMatchObject({ ContentLength: content.length, ContentType: 'x/y' });
    expect(Buffer.from((await got.Body?.transformToByteArray()) ?? []).equals(content)).toBe(true);
    const across = await s3.send(
      new GetObjectCommand({ Bucket, Key: 'big', Range: `bytes=${5 * MIB - 3}-${5 * MIB + 2}` }),
    );
    expect(Buffer.from((await across.Body?.transformToByteArray()) ?? [])).toEqual(
      content.subarray(5 * MIB - 3, 5 * MIB + 3),
    );
    const second = await s3.send(new HeadObjectCommand({ Bucket, Key: 'big', PartNumber: 2 }));
    expect(second).toMatchObject({ ContentLength: 5 * MIB, PartsCount: 3, $metadata: { httpStatusCode: 206 } });
    const attributes = await s3.send(
      new GetObjectAttributesCommand({ Bucket, Key: 'big', ObjectAttributes: ['ObjectParts', 'ObjectSize'] }),
    );
    expect(attributes).toMatchObject({ ObjectSize: content.length, ObjectParts: { TotalPartsCount: 3 } });
  });

  it('lists, copies into, completes and aborts uploads', async () => {
    const Bucket = await newBucket();
    await put(Bucket, 'source', randomBytes(6 * MIB));
    const begin = async (Key: string) =>
      (await s3.send(new CreateMultipartUploadCommand({ Bucket, Key, ChecksumAlgorithm: 'CRC64NVME' }))).UploadId ?? '';
    const UploadId = await begin('target');
    const copied = await s3.send(
      new UploadPartCopyCommand({
        ...{ Bucket, Key: 'target', UploadId, PartNumber: 1 },
        ...{ CopySource: `${Bucket}/source`, CopySourceRange: `bytes=0-${5 * MIB - 1}` },
      }),
    );
    const last = await s3.send(
      new UploadPartCommand({
        Bucket,
        Key: 'target',
        UploadId,
        PartNumber: 9,
        Body: 'tail',
        ChecksumAlgorithm: 'CRC64NVME',
      }),
    );
    const listed = await s3.send(new ListPartsCommand({ Bucket, Key: 'target', UploadId }));
    expect(listed).toMatchObject({ IsTruncated: false, ChecksumAlgorithm: 'CRC64NVME', ChecksumType: 'FULL_OBJECT' });
    expect(listed.Parts?.map((part) => [part.PartNumber, part.Size])).toEqual([
      [1, 5 * MIB],
      [9, 4],
    ]);
    const other = await begin('other');
    const uploads = await s3.send(new ListMultipartUploadsCommand({ Bucket }));
    expect(uploads.Uploads?.map((upload) => upload.Key)).toEqual(['other', 'target']);
    await s3.send(new AbortMultipartUploadCommand({ Bucket, Key: 'other', UploadId: other }));
    const Parts = [
      { PartNumber: 1, ETag: copied.CopyPartResult?.ETag },
      { PartNumber: 9, ETag: last.ETag },
    ];
    const complete = () =>
      s3.send(new CompleteMultipartUploadCommand({ Bucket, Key: 'target', UploadId, MultipartUpload: { Parts } }));
    const done = await complete();
    expect((await complete()).ETag).toBe(done.ETag);
    expect(done.ChecksumCRC64NVME).toMatch(/=$/);
    const whole = await s3.send(new GetObjectCommand({ Bucket, Key: 'target', ChecksumMode: 'ENABLED' }));
    expect((await whole.Body?.transformToByteArray())?.length).toBe(5 * MIB + 4);
    expect((await s3.send(new ListMultipartUploadsCommand({ Bucket }))).Uploads).toBeUndefined();
  });

  it('answers presigned URLs, with the headers that they ask for', async () => {
    const Bucket = await newBucket();
    const upload = await getSignedUrl(s3, new PutObjectCommand({ Bucket, Key: 'p q' }), { expiresIn: 60 });
    expect((await fetch(upload, { method: 'PUT', body: 'presigned' })).status).toBe(200);
    const disposition = 'attachment; filename="a\r\nb.txt"';
    const command = new GetObjectCommand({ Bucket, Key: 'p q', ResponseContentDisposition: disposition });
    const download = await fetch(await getSignedUrl(s3, command, { expiresIn: 60 }));
    expect(await download.text()).toBe('presigned');
    expect(download.headers.get('content-disposition')).toBe('attachment; filename="a  b.txt"');
    const refused = await fetch((await getSignedUrl(s3, command)).replace(/Signature=.*?(&|$)/, 'Signature=0$1'));
    expect(refused.status).toBe(403);
    expect(await refused.text()).toContain('<Code>');
  });
});
