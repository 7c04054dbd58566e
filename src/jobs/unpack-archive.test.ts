import { createReadStream } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { create, Header } from 'tar';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { unpackArchive } from './unpack-archive.ts';

let root: string;
let target: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'unpack-'));
  target = join(root, 'target');
  await mkdir(target);
});
afterEach(() => rm(root, { recursive: true, force: true }));

/** An archive of one raw header, as a hostile client could write it. */
function rawEntry(header: {
  path: string;
  type: 'File' | 'SymbolicLink' | 'Link' | 'FIFO' | 'Directory';
  linkpath?: string;
  size?: number;
}) {
  const block = Buffer.alloc(512);
  new Header({ mode: 0o644, mtime: new Date(0), size: 0, ...header }).encode(block, 0);
  const content = Buffer.alloc(Math.ceil((header.size ?? 0) / 512) * 512);
  return Readable.from([Buffer.concat([block, content, Buffer.alloc(1024)])]);
}

const URI = 's3://bucket/sourcedir.tar.gz';

/** Small ones are unpacked in one go, others as a stream. */
describe.each([
  ['a small archive', 1024],
  ['a large archive', 10 * 2 ** 20],
])('unpackArchive of %s', (_, sizeBytes) => {
  const archiveOf = (body: Readable) => ({ body, sizeBytes, s3Uri: URI });

  it('unpacks files, folders and links that stay inside', async () => {
    const source = join(root, 'source');
    await mkdir(join(source, 'code'), { recursive: true });
    await writeFile(join(source, 'code', 'train.py'), 'print(1)');
    await symlink('train.py', join(source, 'code', 'again.py'));
    await create({ cwd: source, file: join(root, 'a.tar.gz'), gzip: true }, ['code']);

    await unpackArchive(archiveOf(createReadStream(join(root, 'a.tar.gz'))), target);

    expect(await readFile(join(target, 'code', 'again.py'), 'utf8')).toBe('print(1)');
  });

  it.each(['/', './', '.'])('takes a folder %s for the archive itself', async (path) => {
    await unpackArchive(archiveOf(rawEntry({ path, type: 'Directory' })), target);
    expect(await readdir(target)).toEqual([]);
  });

  it.each([
    ['a folder above', { path: '../', type: 'Directory' }],
    ['an absolute folder', { path: '/tmp/', type: 'Directory' }],
    ['a path that climbs out', { path: '../evil', type: 'File' }],
    ['an absolute path', { path: '/tmp/evil', type: 'File' }],
    ['a symbolic link to the outside', { path: 'a/link', type: 'SymbolicLink', linkpath: '../../etc' }],
    ['an absolute symbolic link', { path: 'link', type: 'SymbolicLink', linkpath: '/etc/passwd' }],
    ['a hard link to the outside', { path: 'link', type: 'Link', linkpath: '../secret' }],
    ['a fifo', { path: 'pipe', type: 'FIFO' }],
  ] as const)('refuses %s and names it', async (_what, header) => {
    await expect(unpackArchive(archiveOf(rawEntry(header)), target)).rejects.toThrow(header.path);
    expect(await readdir(target)).toEqual([]);
  });

  it('refuses more bytes than the limit before it writes them', async () => {
    const archive = archiveOf(rawEntry({ path: 'big', type: 'File', size: 4096 }));
    await expect(unpackArchive(archive, target, { bytesMax: 1000, entriesMax: 10 })).rejects.toThrow(
      `The archive ${URI} was refused: it unpacks to more than 1000 bytes`,
    );
    expect(await readdir(target)).toEqual([]);
  });

  it('says so when the bytes are no archive', async () => {
    await expect(unpackArchive(archiveOf(Readable.from([Buffer.alloc(2048, 7)])), target)).rejects.toThrow(
      `The archive ${URI} could not be unpacked`,
    );
  });
});
