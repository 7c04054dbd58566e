import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ObjectStore } from '../store/objects/object-store.ts';
import { isClientFault } from './client-fault.ts';
import { downloadFailure, type InputObject } from './input-listing.ts';

/** Transfers in flight for one host. */
const CONCURRENCY = 8;
/** From here on an input is worth a mount of its own instead of a copy. */
const SHARED_FROM_BYTES = 256 * 2 ** 20;

/** An object, whatever its size. */
type PlacedObject = Omit<InputObject, 'sizeBytes'>;

/** True when an input is so large that it is linked and mounted read-only. */
export function isLarge(objects: readonly InputObject[]): boolean {
  return objects.reduce((sum, object) => sum + object.sizeBytes, 0) >= SHARED_FROM_BYTES;
}

/**
 * Lays objects down as files below a directory that exists. Keys are hostile input: one that leaves the directory, or
 * that is no path at all, fails the job. Stops early when the signal aborts.
 */
export async function download(
  store: ObjectStore,
  objects: readonly PlacedObject[],
  directory: string,
  how: 'copy' | 'link',
  signal: AbortSignal,
): Promise<void> {
  const queue = objects.values();
  let failed = false;
  const worker = async () => {
    for (const object of queue) {
      if (failed) return;
      signal.throwIfAborted();
      await place(store, object, directory, how);
    }
  };
  const workers = Array.from({ length: Math.min(CONCURRENCY, objects.length) }, () =>
    worker().catch((error: unknown) => {
      failed = true;
      throw error;
    }),
  );
  // None of them writes any more when this ends, well or badly.
  await Promise.allSettled(workers);
  await Promise.all(workers);
}

async function place(store: ObjectStore, object: PlacedObject, directory: string, how: 'copy' | 'link'): Promise<void> {
  const where = `s3://${object.bucket}/${object.key}`;
  if (!isPlainPath(object.path)) throw downloadFailure(`The key of ${where} can not be a file path.`);
  const path = join(directory, object.path);
  try {
    await mkdir(dirname(path), { recursive: true });
    await store.materialise(object.bucket, object.key, path, how);
  } catch (error) {
    if (isClientFault(error)) throw downloadFailure(`${error.code}: ${error.message} (${where})`);
    if (isClash(error)) throw downloadFailure(`${where} clashes with another key that is a folder or a file there.`);
    throw error;
  }
}

/** No empty, `.` or `..` part, no NUL, no name longer than a file name may be. */
export function isPlainPath(path: string): boolean {
  if (path.includes('\0')) return false;
  return path
    .split('/')
    .every((part) => part !== '' && part !== '.' && part !== '..' && Buffer.byteLength(part) <= 255);
}

const CLASHES = new Set(['EEXIST', 'ENOTDIR', 'EISDIR', 'ENAMETOOLONG']);

function isClash(error: unknown): boolean {
  return CLASHES.has((error as NodeJS.ErrnoException).code ?? '');
}
