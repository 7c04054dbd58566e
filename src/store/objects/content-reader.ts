import { type FileHandle, open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { BlobFiles } from './blob-files.ts';

/** Bytes of an object, both ends included. */
export interface ByteRange {
  readonly first: number;
  readonly last: number;
}

/** One file of an object's content. */
export interface ContentPiece {
  readonly blobId: string;
  readonly sizeBytes: number;
}

interface FileRange extends ByteRange {
  readonly blobId: string;
}

const READ_CHUNK_BYTES = 256 * 1024;

/**
 * The bytes of `range` as a stream over the pieces that hold them. The first file is open when this resolves and the
 * others are held, so that the reader gets the whole content even if the object is deleted while it reads. Rejects with
 * ENOENT when the object is gone already.
 */
export async function openContent(
  blobs: BlobFiles,
  pieces: readonly ContentPiece[],
  range: ByteRange,
): Promise<Readable> {
  const files = filesOf(pieces, range);
  const [first] = files;
  if (!first) return Readable.from([], { objectMode: false });
  const release = blobs.hold(files.map((file) => file.blobId));
  let handle: FileHandle;
  try {
    handle = await open(blobs.path(first.blobId), 'r');
  } catch (error) {
    release();
    throw error;
  }
  const stream =
    files.length === 1
      ? readFile(handle, first)
      : Readable.from(readFiles(blobs, handle, files), { objectMode: false, highWaterMark: READ_CHUNK_BYTES });
  return stream.once('close', () => {
    release();
    // Still open only if nobody has read from the stream.
    handle.close().catch(() => undefined);
  });
}

/** Where a range lies in the files. */
function filesOf(pieces: readonly ContentPiece[], range: ByteRange): FileRange[] {
  const files: FileRange[] = [];
  let offset = 0;
  for (const piece of pieces) {
    const first = Math.max(range.first - offset, 0);
    const last = Math.min(range.last - offset, piece.sizeBytes - 1);
    if (first <= last) files.push({ blobId: piece.blobId, first, last });
    offset += piece.sizeBytes;
  }
  return files;
}

function readFile(handle: FileHandle, range: ByteRange): Readable {
  return handle.createReadStream({ start: range.first, end: range.last, highWaterMark: READ_CHUNK_BYTES });
}

async function* readFiles(blobs: BlobFiles, firstHandle: FileHandle, files: readonly FileRange[]) {
  let handle: FileHandle | undefined = firstHandle;
  for (const file of files) {
    handle ??= await open(blobs.path(file.blobId), 'r');
    yield* readFile(handle, file);
    handle = undefined;
  }
}
