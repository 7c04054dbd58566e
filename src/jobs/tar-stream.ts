import type { Stats } from 'node:fs';
import { lstat, open, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { Header, Pax } from 'tar';
import { InvariantError } from '../base/errors.ts';
import { entriesByName } from './text-names.ts';

const BLOCK_BYTES = 512;
const READ_BYTES = 256 * 1024;
/** Two empty blocks, which is how a tar ends. */
const END = Buffer.alloc(2 * BLOCK_BYTES);

/** Files with several names, so that their content goes in once: the path they have in the archive, by device and inode. */
type Linked = Map<string, string>;

/**
 * A tar of all below a directory in the order of names, without owners. Pipes, sockets and devices are left out. Whoever
 * stops reading has every file closed; at most one is open. Nobody may write in the directory meanwhile.
 */
export async function* tarOf(directory: string): AsyncGenerator<Uint8Array, void, undefined> {
  yield* entriesBelow(directory, '', new Map());
  yield END;
}

async function* entriesBelow(root: string, below: string, linked: Linked): AsyncGenerator<Uint8Array, void, undefined> {
  for (const { name } of await entriesByName(join(root, below))) {
    const path = below === '' ? name : `${below}/${name}`;
    const stats = await lstat(join(root, path));
    if (stats.isDirectory()) {
      yield headerOf(stats, { path: `${path}/`, type: 'Directory', size: 0 });
      yield* entriesBelow(root, path, linked);
    } else if (stats.isSymbolicLink()) {
      yield headerOf(stats, { path, type: 'SymbolicLink', size: 0, linkpath: await readlink(join(root, path)) });
    } else if (stats.isFile()) {
      yield* fileEntry(root, path, stats, linked);
    }
  }
}

async function* fileEntry(root: string, path: string, stats: Stats, linked: Linked) {
  const identity = `${stats.dev}:${stats.ino}`;
  const linkpath = linked.get(identity);
  if (linkpath !== undefined) {
    yield headerOf(stats, { path, type: 'Link', size: 0, linkpath });
    return;
  }
  if (stats.nlink > 1) linked.set(identity, path);
  yield headerOf(stats, { path, type: 'File', size: stats.size });
  yield* contentOf(join(root, path), stats.size);
  yield Buffer.alloc((BLOCK_BYTES - (stats.size % BLOCK_BYTES)) % BLOCK_BYTES);
}

/** As many bytes as the header has promised. */
async function* contentOf(path: string, sizeBytes: number): AsyncGenerator<Uint8Array, void, undefined> {
  const file = await open(path, 'r');
  try {
    for (let position = 0; position < sizeBytes; ) {
      // A new one each time: whoever reads may still hold the last.
      const buffer = Buffer.allocUnsafe(Math.min(READ_BYTES, sizeBytes - position));
      const { bytesRead } = await file.read(buffer, 0, buffer.length, position);
      if (bytesRead === 0) throw new InvariantError(`${path} became shorter while it was read`);
      position += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}

interface Entry {
  readonly path: string;
  readonly type: 'File' | 'Directory' | 'SymbolicLink' | 'Link';
  readonly size: number;
  readonly linkpath?: string;
}

/** A header of the kind that every tar reads, with one of the newer kind before it for what that has no room for. */
function headerOf(stats: Stats, entry: Entry): Uint8Array {
  const facts = { ...entry, mode: portableMode(stats), mtime: new Date(Math.floor(stats.mtimeMs / 1000) * 1000) };
  const header = new Header(facts);
  const isTooSmall = header.encode();
  if (!header.block) throw new InvariantError(`no tar header for ${entry.path}`);
  if (!isTooSmall) return header.block;
  const { path, size, linkpath, mtime } = facts;
  const extended = new Pax({ path, size, mtime, ...(linkpath === undefined ? {} : { linkpath }) }).encode();
  return Buffer.concat([extended, header.block]);
}

/** What the job set, but always the owner's to read and write, and nobody else's to write. */
function portableMode(stats: Stats): number {
  const mode = ((stats.mode & 0o7777) | 0o600) & ~0o22;
  return stats.isDirectory() ? mode | 0o100 : mode;
}
