import { createHash } from 'node:crypto';
import { type FileHandle, open, statfs } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { type RunningChecksum, startChecksum } from './checksums.ts';
import type { ChecksumAlgorithm } from './object-store.ts';
import { clientAborted, entityTooLarge, incompleteBody, insufficientStorage } from './s3-errors.ts';

export interface BlobWriteOptions {
  /** As the client announced it; a body of another size is refused. */
  readonly sizeBytes?: number | undefined;
  readonly maxBytes: number;
  readonly algorithm?: ChecksumAlgorithm | undefined;
}

export interface BlobDigests {
  readonly sizeBytes: number;
  readonly md5: Buffer;
  /** Of the algorithm asked for. */
  readonly checksum?: Buffer;
}

/** Blobs are immutable: nobody may write to one, not even through a link to it. */
const BLOB_MODE = 0o444;

/** Smaller bodies are tried without asking first whether they fit: the disk says so itself. */
const CHECKED_SIZE_BYTES = 1024 * 1024;

/** Kept free so that the index can still be written to. */
const RESERVE_BYTES = 16 * 1024 * 1024;

/** Streams a body into a new file at `path` and makes it durable. The caller removes the file when this throws. */
export async function writeBlob(
  path: string,
  body: Readable | Uint8Array,
  options: BlobWriteOptions,
): Promise<BlobDigests> {
  const { sizeBytes } = options;
  const file = await open(path, 'wx', BLOB_MODE);
  try {
    const digests = await fill(file, chunksOf(body), options);
    if (sizeBytes !== undefined && digests.sizeBytes !== sizeBytes) throw incompleteBody();
    await file.sync();
    return digests;
  } finally {
    await file.close();
  }
}

/** Refuses a body that is too large or can't fit, before any of it is read. */
export async function checkSize(folder: string, { sizeBytes = 0, maxBytes }: BlobWriteOptions): Promise<void> {
  if (sizeBytes > maxBytes) throw entityTooLarge(sizeBytes, maxBytes);
  if (sizeBytes < CHECKED_SIZE_BYTES) return;
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize < sizeBytes + RESERVE_BYTES) throw insufficientStorage();
}

async function fill(file: FileHandle, chunks: AsyncIterable<Uint8Array>, options: BlobWriteOptions) {
  const md5 = createHash('md5');
  const checksum = options.algorithm && startChecksum(options.algorithm);
  let sizeBytes = 0;
  for await (const chunk of chunks) {
    sizeBytes += chunk.length;
    if (sizeBytes > options.maxBytes) throw entityTooLarge(sizeBytes, options.maxBytes);
    md5.update(chunk);
    checksum?.update(chunk);
    await writeAll(file, chunk);
  }
  return { sizeBytes, md5: md5.digest(), ...(await digestOf(checksum)) };
}

async function digestOf(checksum: RunningChecksum | undefined) {
  return checksum ? { checksum: await checksum.digest() } : {};
}

async function writeAll(file: FileHandle, chunk: Uint8Array): Promise<void> {
  let written = 0;
  while (written < chunk.length) written += (await file.write(chunk, written)).bytesWritten;
}

/**
 * The body's chunks. A request body is left undestroyed when writing stops early: destroying it would close the
 * connection before the client has read why.
 */
async function* chunksOf(body: Readable | Uint8Array): AsyncGenerator<Uint8Array> {
  if (!(body instanceof Readable)) {
    yield body;
    return;
  }
  try {
    for await (const chunk of body.iterator({ destroyOnReturn: false })) yield asBytes(chunk);
  } catch (error) {
    throw isAbort(error) ? clientAborted() : error;
  }
}

function asBytes(chunk: unknown): Uint8Array {
  return typeof chunk === 'string' ? Buffer.from(chunk) : (chunk as Uint8Array);
}

const ABORT_CODES = new Set(['ECONNRESET', 'ERR_STREAM_PREMATURE_CLOSE', 'ERR_STREAM_DESTROYED', 'ABORT_ERR']);

function isAbort(error: unknown): boolean {
  return error instanceof Error && 'code' in error && ABORT_CODES.has(String(error.code));
}
