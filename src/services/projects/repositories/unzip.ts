import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { inflateRaw } from 'node:zlib';

/** An archive that can't be or must not be unpacked. */
export class ZipError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ZipError';
  }
}

const ENTRIES_MAX = 10_000;
const UNPACKED_BYTES_MAX = 256 * 1024 * 1024;

/** Signatures and sizes of APPNOTE.TXT, sections 4.3.7, 4.3.12 and 4.3.16. */
const END = { signature: 0x06054b50, bytes: 22, commentMax: 0xffff } as const;
const CENTRAL = { signature: 0x02014b50, bytes: 46 } as const;
const LOCAL = { signature: 0x04034b50, bytes: 30 } as const;
const STORED = 0;
const DEFLATED = 8;

interface Entry {
  readonly name: string;
  readonly method: number;
  readonly isEncrypted: boolean;
  readonly isLink: boolean;
  readonly packedBytes: number;
  readonly bytes: number;
  readonly offset: number;
}

const inflate = promisify<Buffer, { maxOutputLength: number }, Buffer>(inflateRaw);

/**
 * Unpacks a ZIP archive into an empty directory. Names that lead out of it, links, encrypted entries and archives that
 * grow too large are refused before anything of them is written. Throws ZipError.
 */
export async function unzip(archive: Buffer, directory: string): Promise<void> {
  const entries = readEntries(archive);
  const total = entries.reduce((bytes, entry) => bytes + entry.bytes, 0);
  if (total > UNPACKED_BYTES_MAX) throw new ZipError(`it unpacks to more than ${UNPACKED_BYTES_MAX} bytes`);
  for (const entry of entries) checkEntry(entry);
  for (const entry of entries) {
    const content = entry.name.endsWith('/') ? undefined : await contentOf(archive, entry);
    await lay(join(directory, entry.name), content).catch((error: NodeJS.ErrnoException) => {
      // Two entries want the same place, or a name is longer than a file's can be.
      if (!NAME_FAULTS.has(error.code ?? '')) throw error;
      throw new ZipError(`the name ${JSON.stringify(entry.name)} is not allowed`);
    });
  }
}

const NAME_FAULTS: ReadonlySet<string> = new Set(['EEXIST', 'EISDIR', 'ENOTDIR', 'ENAMETOOLONG']);

async function lay(path: string, content: Buffer | undefined): Promise<void> {
  await mkdir(content ? dirname(path) : path, { recursive: true });
  if (content) await writeFile(path, content, { flag: 'wx' });
}

function readEntries(archive: Buffer): Entry[] {
  const end = findEnd(archive);
  const count = archive.readUInt16LE(end + 10);
  if (count > ENTRIES_MAX) throw new ZipError(`it has more than ${ENTRIES_MAX} entries`);
  const entries: Entry[] = [];
  let position = archive.readUInt32LE(end + 16);
  for (let index = 0; index < count; index++) {
    if (position + CENTRAL.bytes > archive.length || archive.readUInt32LE(position) !== CENTRAL.signature) {
      throw new ZipError('its directory is broken');
    }
    const nameBytes = archive.readUInt16LE(position + 28);
    const moreBytes = archive.readUInt16LE(position + 30) + archive.readUInt16LE(position + 32);
    const nameAt = position + CENTRAL.bytes;
    entries.push({
      name: archive.toString('utf8', nameAt, nameAt + nameBytes),
      method: archive.readUInt16LE(position + 10),
      isEncrypted: (archive.readUInt16LE(position + 8) & 1) === 1,
      // The upper half of the external attributes is the mode, on Unix.
      isLink: ((archive.readUInt32LE(position + 38) >>> 28) & 0xf) === 0xa,
      packedBytes: archive.readUInt32LE(position + 20),
      bytes: archive.readUInt32LE(position + 24),
      offset: archive.readUInt32LE(position + 42),
    });
    position = nameAt + nameBytes + moreBytes;
  }
  return entries;
}

/** It is at the end, before a comment of unknown length. */
function findEnd(archive: Buffer): number {
  const first = Math.max(0, archive.length - END.bytes - END.commentMax);
  for (let position = archive.length - END.bytes; position >= first; position--) {
    if (archive.readUInt32LE(position) === END.signature) return position;
  }
  throw new ZipError('it is no ZIP archive');
}

function checkEntry({ name, isEncrypted, isLink, method }: Entry): void {
  const parts = name.split('/');
  const isInside = !name.startsWith('/') && !/[\\\0]/.test(name) && !parts.includes('..') && parts[0] !== '';
  if (!isInside || parts.includes('.git')) throw new ZipError(`the name ${JSON.stringify(name)} is not allowed`);
  if (isEncrypted || isLink || (method !== STORED && method !== DEFLATED)) {
    throw new ZipError(`${JSON.stringify(name)} is encrypted, a link, or packed in an unknown way`);
  }
}

async function contentOf(archive: Buffer, { name, offset, method, packedBytes, bytes }: Entry): Promise<Buffer> {
  const broken = () => new ZipError(`${JSON.stringify(name)} is broken`);
  if (offset + LOCAL.bytes > archive.length || archive.readUInt32LE(offset) !== LOCAL.signature) throw broken();
  const start = offset + LOCAL.bytes + archive.readUInt16LE(offset + 26) + archive.readUInt16LE(offset + 28);
  const packed = archive.subarray(start, start + packedBytes);
  const content =
    method === STORED
      ? packed
      : await inflate(packed, { maxOutputLength: Math.max(bytes, 1) }).catch(() => Promise.reject(broken()));
  if (content.length !== bytes) throw broken();
  return content;
}
