import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { randomHex } from '../../src/base/ids.ts';
import { silentLogger } from '../../src/base/logger.ts';
import { objectsOfAccount } from '../../src/store/objects/account-objects.ts';
import { BlobFiles } from '../../src/store/objects/blob-files.ts';
import { sweepBlobs } from '../../src/store/objects/blob-sweep.ts';
import { type FileObjectStore, openObjectStore } from '../../src/store/objects/file-object-store.ts';
import type { SqlStore } from '../../src/store/sql/sql-store.ts';
import { forEachStore } from '../support/stores.ts';

const scope = { account: '123456789012', region: 'us-west-2' };
const MIB = 1024 * 1024;

forEachStore('The object store', (open) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'sagebrush-objects-'));
  let store: SqlStore;
  let objects: FileObjectStore;
  const blobs = new BlobFiles(join(dataDir, 'objects'));

  const newBucket = async () => (await objects.buckets.create(`bucket-${randomHex(8)}`, scope)).bucket.name;
  const contentOf = async (bucket: string, key: string) => text((await objects.read(bucket, key)).body);
  const blobFiles = () =>
    readdirSync(join(dataDir, 'objects'), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());

  beforeAll(async () => {
    store = await open();
    objects = await openObjectStore({ store, dataDir, clock: systemClock, logger: silentLogger });
  });
  afterAll(async () => {
    await objects.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('gives back what was written, with its metadata and its MD5 as ETag', async () => {
    const bucket = await newBucket();
    const written = await objects.write(bucket, 'a/b.txt', Readable.from([Buffer.from('hel'), Buffer.from('lo')]), {
      contentType: 'text/plain',
      user: { owner: 'me' },
    });
    expect(written).toMatchObject({ sizeBytes: 5, etag: '5d41402abc4b2a76b9719d911017c592' });
    const { object, body } = await objects.read(bucket, 'a/b.txt');
    expect(await text(body)).toBe('hello');
    expect(object).toEqual(written);
    expect(object.metadata).toEqual({ contentType: 'text/plain', headers: {}, user: { owner: 'me' } });
  });

  it('keeps the buckets of other accounts from who acts for one', async () => {
    const bucket = await newBucket();
    await objects.write(bucket, 'k', Buffer.from('mine'));
    const mine = objectsOfAccount(objects, scope.account);
    expect(await text((await mine.read(bucket, 'k')).body)).toBe('mine');
    expect(await mine.headBucket(bucket)).toEqual(scope);
    const other = objectsOfAccount(objects, '999999999999');
    expect(await other.headBucket(bucket)).toBeUndefined();
    const path = join(dataDir, 'stolen');
    for (const attempt of [
      () => other.head(bucket, 'k'),
      () => other.read(bucket, 'k'),
      () => other.list(bucket, '', 10),
      () => other.write(bucket, 'k', Buffer.from('theirs')),
      () => other.delete(bucket, 'k'),
      () => other.materialise(bucket, 'k', path, 'copy'),
    ]) {
      await expect(attempt()).rejects.toMatchObject({ code: 'AccessDenied', status: 403 });
    }
    expect(await contentOf(bucket, 'k')).toBe('mine');
    await expect(other.read('no-such-bucket', 'k')).rejects.toMatchObject({ code: 'NoSuchBucket' });
  });

  it('tells a missing key from a missing bucket', async () => {
    const bucket = await newBucket();
    expect(await objects.head(bucket, 'nothing')).toBeUndefined();
    await expect(objects.read(bucket, 'nothing')).rejects.toMatchObject({ code: 'NoSuchKey', status: 404 });
    await expect(objects.head('no-such-bucket', 'a')).rejects.toMatchObject({ code: 'NoSuchBucket' });
    await expect(objects.write('no-such-bucket', 'a', Buffer.from(''))).rejects.toMatchObject({ code: 'NoSuchBucket' });
    await expect(objects.list('no-such-bucket', '', 10)).rejects.toMatchObject({ code: 'NoSuchBucket' });
    await expect(objects.delete('no-such-bucket', 'a')).rejects.toMatchObject({ code: 'NoSuchBucket' });
  });

  it('replaces and deletes content, and keeps no file of what is gone', async () => {
    const before = blobFiles().length;
    const bucket = await newBucket();
    await objects.write(bucket, 'key', Buffer.from('first'));
    await objects.write(bucket, 'key', Buffer.from('second'));
    expect(await contentOf(bucket, 'key')).toBe('second');
    await expect.poll(() => blobFiles().length).toBe(before + 1);
    await objects.delete(bucket, 'key');
    await objects.delete(bucket, 'key');
    expect(await objects.head(bucket, 'key')).toBeUndefined();
    await expect.poll(() => blobFiles().length).toBe(before);
  });

  it('lists keys in the order of their UTF-8 bytes, by prefix and page', async () => {
    const bucket = await newBucket();
    const keys = ['B', 'a', 'a b', 'a/1', 'a/2', 'a0', 'é', '\uff61', '\u{1f600}', 'Z', '_'];
    for (const key of keys) await objects.write(bucket, key, Buffer.from(key));
    const sorted = [...keys].sort((x, y) => Buffer.compare(Buffer.from(x), Buffer.from(y)));
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const page = await objects.list(bucket, '', 3, after);
      seen.push(...page.objects.map((object) => object.key));
      after = page.nextAfter;
    } while (after !== undefined);
    expect(seen).toEqual(sorted);
    const below = await objects.list(bucket, 'a/', 10);
    expect(below.objects.map((object) => object.key)).toEqual(['a/1', 'a/2']);
    expect(below.nextAfter).toBeUndefined();
  });

  it('rolls keys up to common prefixes and pages over them without repeating one', async () => {
    const bucket = await newBucket();
    const keys = ['a', ...Array.from({ length: 60 }, (_, i) => `b/${i}`), 'c', 'd/x', 'd/y/z', 'e'];
    await Promise.all(keys.map((key) => objects.write(bucket, key, Buffer.from(''))));
    const names: string[] = [];
    let start: { after: string } | { from: string } | undefined;
    for (;;) {
      const page = await objects.listPage({ bucket, prefix: '', delimiter: '/', limit: 1, start });
      names.push(...page.objects.map((object) => object.key), ...page.commonPrefixes);
      if (!page.next) break;
      start = page.next.start;
    }
    expect(names).toEqual(['a', 'b/', 'c', 'd/', 'e']);
    const all = await objects.listPage({ bucket, prefix: 'd/', delimiter: '/', limit: 100 });
    expect(all).toMatchObject({ objects: [{ key: 'd/x' }], commonPrefixes: ['d/y/'] });
    expect(all.next).toBeUndefined();
  });

  it.each(['../../etc/passwd', '/absolute', 'a//b', './.', 'a\\b', 'line\nbreak', "' or 1=1 --", 'x'.repeat(1024)])(
    'takes the key %j as a name and nothing else',
    async (key) => {
      const bucket = await newBucket();
      await objects.write(bucket, key, Buffer.from('content'));
      expect(await contentOf(bucket, key)).toBe('content');
      const page = await objects.list(bucket, '', 10);
      expect(page.objects.map((object) => object.key)).toEqual([key]);
      expect(blobFiles().every((file) => /^[0-9a-f]{32}$/.test(file.name))).toBe(true);
    },
  );

  it.each([
    ['an empty key', '', 'InvalidURI'],
    ['a key with NUL', 'a\0b', 'InvalidURI'],
    ['a key that is no Unicode', 'a\ud800', 'InvalidURI'],
    ['a key of more than 1024 bytes', 'é'.repeat(513), 'KeyTooLongError'],
  ])('refuses %s', async (_title, key, code) => {
    const bucket = await newBucket();
    await expect(objects.write(bucket, key, Buffer.from(''))).rejects.toMatchObject({ code });
  });

  it('keeps nothing of a body that breaks off or is of another size than announced', async () => {
    const bucket = await newBucket();
    const before = blobFiles().length;
    const broken = Readable.from(
      (async function* () {
        yield Buffer.from('some');
        throw new Error('wire cut');
      })(),
    );
    await expect(objects.write(bucket, 'broken', broken)).rejects.toThrow('wire cut');
    const short = { content: Buffer.from('abc'), sizeBytes: 4 };
    await expect(objects.put({ bucket, key: 'short', body: short })).rejects.toMatchObject({ code: 'IncompleteBody' });
    expect(blobFiles().length).toBe(before);
    expect((await objects.list(bucket, '', 10)).objects).toEqual([]);
  });

  it('refuses a body that can not fit on the disk before it reads any of it', async () => {
    const bucket = await newBucket();
    const content = Readable.from([Buffer.from('x')]);
    const body = { content, sizeBytes: 2 ** 55 };
    const refused = objects.put({ bucket, key: 'huge', body, maxBytes: 2 ** 56 });
    await expect(refused).rejects.toMatchObject({ code: 'InsufficientStorage', status: 507 });
    expect(content.readableDidRead).toBe(false);
    await expect(objects.put({ bucket, key: 'huge', body })).rejects.toMatchObject({ code: 'EntityTooLarge' });
  });

  it('writes only when the condition holds, even when many try at once', async () => {
    const bucket = await newBucket();
    const attempts = Array.from({ length: 8 }, (_, i) =>
      objects.put({
        bucket,
        key: 'once',
        body: { content: Buffer.from(`writer ${i}`) },
        condition: { ifNoneMatch: '*' },
      }),
    );
    const settled = await Promise.allSettled(attempts);
    expect(settled.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
    for (const result of settled) {
      if (result.status === 'rejected')
        expect(result.reason).toMatchObject({ code: 'PreconditionFailed', status: 412 });
    }
    const put = (ifMatch: string) =>
      objects.put({ bucket, key: 'once', body: { content: Buffer.from('new') }, condition: { ifMatch } });
    await expect(put('0'.repeat(32))).rejects.toMatchObject({ code: 'PreconditionFailed' });
    await put((await objects.head(bucket, 'once'))?.etag ?? '');
    expect(await contentOf(bucket, 'once')).toBe('new');
  });

  it('lets readers finish what was overwritten or deleted under them', async () => {
    const bucket = await newBucket();
    const big = Buffer.alloc(3 * MIB, 'x');
    await objects.write(bucket, 'key', big);
    const { body } = await objects.read(bucket, 'key');
    await objects.delete(bucket, 'key');
    expect((await buffer(body)).equals(big)).toBe(true);
  });

  it('lays objects down as files, linked or as a copy of their own', async () => {
    const bucket = await newBucket();
    await objects.write(bucket, 'data.csv', Buffer.from('1,2,3'));
    const linked = join(dataDir, `linked-${randomHex(4)}`);
    const copied = join(dataDir, `copied-${randomHex(4)}`);
    await objects.materialise(bucket, 'data.csv', linked, 'link');
    await objects.materialise(bucket, 'data.csv', copied, 'copy');
    expect(statSync(linked).nlink).toBe(2);
    expect(statSync(linked).mode & 0o222).toBe(0);
    writeFileSync(copied, 'changed');
    expect(readFileSync(linked, 'utf8')).toBe('1,2,3');
    expect(await contentOf(bucket, 'data.csv')).toBe('1,2,3');
    await expect(objects.materialise(bucket, 'data.csv', copied, 'copy')).rejects.toMatchObject({ code: 'EEXIST' });
  });

  it('sweeps files that no object names, and no others', async () => {
    const bucket = await newBucket();
    await objects.write(bucket, 'kept', Buffer.from('kept'));
    const orphan = 'f'.repeat(32);
    const folder = join(blobs.path(orphan), '..');
    mkdirSync(folder, { recursive: true });
    writeFileSync(blobs.path(orphan), 'left behind');
    writeFileSync(join(dataDir, 'objects', 'incoming', 'e'.repeat(32)), 'half');
    expect(await sweepBlobs({ store, blobs, clock: systemClock }, 60_000)).toBe(0);
    expect(await sweepBlobs({ store, blobs, clock: systemClock }, -60_000)).toBe(2);
    expect(await contentOf(bucket, 'kept')).toBe('kept');
  });

  describe('multipart uploads', () => {
    const begin = async (checksum?: { algorithm: 'CRC32'; type: 'FULL_OBJECT' | 'COMPOSITE' }) => {
      const bucket = await newBucket();
      const metadata = { contentType: 'application/x-test', headers: {}, user: {} };
      return objects.uploads.create(bucket, 'big', { metadata, ...(checksum ? { checksum } : {}) });
    };
    const part = (fill: string, size = 5 * MIB) => ({ content: Buffer.alloc(size, fill) });

    it('joins parts that came in any order, and reads ranges across them', async () => {
      const upload = await begin({ algorithm: 'CRC32', type: 'FULL_OBJECT' });
      const third = await objects.uploads.putPart(upload, 7, part('c', 10));
      const [first, second] = await Promise.all([
        objects.uploads.putPart(upload, 1, part('a')),
        objects.uploads.putPart(upload, 2, part('b')),
      ]);
      await objects.uploads.putPart(upload, 5, part('unused', 5));
      const listed = [
        { partNumber: 1, etag: first?.etag },
        { partNumber: 2, etag: second?.etag },
        { partNumber: 7, etag: third.etag },
      ];
      const object = await objects.uploads.complete(upload.bucket, 'big', upload.uploadId, listed, {});
      const whole = Buffer.concat([part('a').content, part('b').content, part('c', 10).content]);
      expect(object).toMatchObject({ sizeBytes: whole.length, etag: expect.stringMatching(/^[0-9a-f]{32}-3$/) });
      const single = await objects.put({
        bucket: upload.bucket,
        key: 'single',
        body: { content: whole, checksum: { algorithm: 'CRC32', expected: () => object.checksum?.value } },
      });
      expect(single.checksum).toEqual(object.checksum);
      const range = { first: 5 * MIB - 2, last: 10 * MIB + 3 };
      const { body } = await objects.open(upload.bucket, 'big', () => range);
      expect((await buffer(body)).equals(whole.subarray(range.first, range.last + 1))).toBe(true);
      const again = await objects.uploads.complete(upload.bucket, 'big', upload.uploadId, listed, {});
      expect(again.etag).toBe(object.etag);

      const path = join(dataDir, `joined-${randomHex(4)}`);
      const copies = Array.from({ length: 3 }, (_, i) => `${path}-${i}`);
      await Promise.all([
        objects.materialise(upload.bucket, 'big', path, 'link'),
        ...copies.map((copy) => objects.materialise(upload.bucket, 'big', copy, 'copy')),
      ]);
      for (const copy of copies) expect(readFileSync(copy).equals(whole)).toBe(true);
      expect(readFileSync(path).equals(whole)).toBe(true);
      expect((await buffer((await objects.read(upload.bucket, 'big')).body)).equals(whole)).toBe(true);
      expect((await objects.partsOf(object)).map((row) => row.size_bytes)).toEqual([5 * MIB, 5 * MIB, 10]);
    });

    it('refuses lists of parts that do not fit what was uploaded', async () => {
      const upload = await begin();
      const one = await objects.uploads.putPart(upload, 1, part('a', 10));
      const two = await objects.uploads.putPart(upload, 2, part('b', 10));
      const complete = (...parts: { partNumber: number; etag: string }[]) =>
        objects.uploads.complete(upload.bucket, 'big', upload.uploadId, parts, {});
      const [a, b] = [
        { partNumber: 1, etag: one.etag },
        { partNumber: 2, etag: two.etag },
      ];
      await expect(complete(a, b)).rejects.toMatchObject({ code: 'EntityTooSmall' });
      await expect(complete(b, a)).rejects.toMatchObject({ code: 'InvalidPartOrder' });
      await expect(complete({ partNumber: 3, etag: one.etag })).rejects.toMatchObject({ code: 'InvalidPart' });
      await expect(complete({ partNumber: 1, etag: two.etag })).rejects.toMatchObject({ code: 'InvalidPart' });
      expect(await objects.head(upload.bucket, 'big')).toBeUndefined();
      expect((await complete(a)).sizeBytes).toBe(10);
    });

    it('keeps one file of a part that comes several times at once', async () => {
      const upload = await begin();
      const size = 4_321;
      const files = () => blobFiles().filter((entry) => statSync(join(entry.parentPath, entry.name)).size === size);
      const fills = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
      const parts = await Promise.all(fills.map((fill) => objects.uploads.putPart(upload, 1, part(fill, size))));
      await expect.poll(() => files().length).toBe(1);
      const [kept] = await objects.uploads.listParts(upload.uploadId, 0, 10);
      expect(parts.map(({ etag }) => etag)).toContain(kept?.etag);
      const listed = [{ partNumber: 1, etag: kept?.etag ?? '' }];
      expect((await objects.uploads.complete(upload.bucket, 'big', upload.uploadId, listed, {})).sizeBytes).toBe(size);
    });

    it('forgets an aborted upload and its files', async () => {
      const before = blobFiles().length;
      const upload = await begin();
      await objects.uploads.putPart(upload, 1, part('a', 10));
      await expect(objects.buckets.delete(upload.bucket)).rejects.toMatchObject({ code: 'BucketNotEmpty' });
      await objects.uploads.abort(upload.bucket, 'big', upload.uploadId);
      await expect.poll(() => blobFiles().length).toBe(before);
      await expect(objects.uploads.putPart(upload, 2, part('b', 10))).rejects.toMatchObject({ code: 'NoSuchUpload' });
      await expect(objects.uploads.abort(upload.bucket, 'big', upload.uploadId)).rejects.toMatchObject({
        code: 'NoSuchUpload',
        status: 404,
      });
      await objects.buckets.delete(upload.bucket);
    });
  });
});
