import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { unzip } from './unzip.ts';

interface Entry {
  readonly name: string;
  readonly content: string;
  /** What the archive says instead of the truth. */
  readonly claims?: {
    readonly bytes?: number;
    readonly flags?: number;
    readonly mode?: number;
    readonly method?: number;
  };
}

function zip(entries: readonly Entry[]): Buffer {
  const parts: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const { name, content, claims = {} } of entries) {
    const packed = deflateRawSync(content);
    const nameBytes = Buffer.from(name);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(nameBytes.length, 26);
    const head = Buffer.alloc(46);
    head.writeUInt32LE(0x02014b50, 0);
    head.writeUInt16LE(claims.flags ?? 0, 8);
    head.writeUInt16LE(claims.method ?? 8, 10);
    head.writeUInt32LE(packed.length, 20);
    head.writeUInt32LE(claims.bytes ?? Buffer.byteLength(content), 24);
    head.writeUInt16LE(nameBytes.length, 28);
    head.writeUInt32LE(((claims.mode ?? 0o100644) << 16) >>> 0, 38);
    head.writeUInt32LE(offset, 42);
    parts.push(local, nameBytes, packed);
    central.push(head, nameBytes);
    offset += 30 + nameBytes.length + packed.length;
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, ...central, end]);
}

describe('A ZIP archive', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'sagebrush-zip-'));
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  it('is unpacked with its folders', async () => {
    const archive = zip([
      { name: 'deep/', content: '' },
      { name: 'deep/er/file.txt', content: 'one' },
      { name: 'two.txt', content: 'x'.repeat(100_000) },
    ]);
    await unzip(archive, directory);
    expect(await readFile(join(directory, 'deep/er/file.txt'), 'utf8')).toBe('one');
    expect(await readFile(join(directory, 'two.txt'), 'utf8')).toHaveLength(100_000);
  });

  it.each<[string, readonly Entry[] | Buffer, string]>([
    ['leads out of its place', [{ name: '../evil', content: 'x' }], 'not allowed'],
    ['leads out in the middle', [{ name: 'a/../../evil', content: 'x' }], 'not allowed'],
    ['begins at the root', [{ name: '/etc/evil', content: 'x' }], 'not allowed'],
    ['has backslashes', [{ name: '..\\evil', content: 'x' }], 'not allowed'],
    ['has a repository in it', [{ name: 'a/.git/config', content: 'x' }], 'not allowed'],
    ['has no name for a file', [{ name: '', content: 'x' }], 'not allowed'],
    [
      'has a name twice',
      [
        { name: 'a', content: 'x' },
        { name: 'a', content: 'y' },
      ],
      'not allowed',
    ],
    [
      'has a file for a folder',
      [
        { name: 'a', content: 'x' },
        { name: 'a/b', content: 'y' },
      ],
      'not allowed',
    ],
    ['has a name that is too long', [{ name: 'n'.repeat(300), content: 'x' }], 'not allowed'],
    ['has a link', [{ name: 'a', content: '/etc/passwd', claims: { mode: 0o120777 } }], 'a link'],
    ['is encrypted', [{ name: 'a', content: 'x', claims: { flags: 1 } }], 'encrypted'],
    ['is packed in another way', [{ name: 'a', content: 'x', claims: { method: 14 } }], 'unknown way'],
    ['grows larger than it says', [{ name: 'a', content: 'x'.repeat(1_000_000), claims: { bytes: 10 } }], 'broken'],
    ['says that it is large', [{ name: 'a', content: 'x', claims: { bytes: 4_000_000_000 } }], 'unpacks to more'],
    ['is none', Buffer.from('no archive at all, but long enough to be one'), 'no ZIP archive'],
    ['is empty', Buffer.alloc(0), 'no ZIP archive'],
    ['is cut off in its directory', zip([{ name: 'a', content: 'x' }]).subarray(-22), 'broken'],
  ])('that %s is refused', async (_, archive, message) => {
    const bytes = Buffer.isBuffer(archive) ? archive : zip(archive as readonly Entry[]);
    await expect(unzip(bytes, directory)).rejects.toThrow(message);
    expect((await readdir(join(directory, '..'))).includes('evil')).toBe(false);
  });
});
