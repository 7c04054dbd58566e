import { constants } from 'node:fs';
import { chmod, copyFile, link, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { ServiceError } from '../../base/errors.ts';
import { randomHex } from '../../base/ids.ts';
import { isOutOfSpace } from '../../base/out-of-space.ts';
import { type BlobDigests, type BlobWriteOptions, checkSize, writeBlob } from './blob-writer.ts';
import { insufficientStorage } from './s3-errors.ts';

export interface Blob extends BlobDigests {
  readonly blobId: string;
}

export interface BlobStoreOptions extends BlobWriteOptions {
  /** Looks at the digests before the blob is kept; throws to refuse it. */
  readonly verify?: (digests: BlobDigests) => void;
}

/** Hexadecimal digits of a blob's id that name its folder: 256 folders, 4000 files in each at a million blobs. */
const FOLDER_DIGITS = 2;

/**
 * Immutable files with random names: `<folder>/blobs/<ab>/<id>`, and `<folder>/incoming/<id>` while they are written.
 * A blob counts from the moment that the index names it; one that the index doesn't name is rubbish for the sweep.
 */
export class BlobFiles {
  readonly #blobsFolder: string;
  readonly #incomingFolder: string;
  readonly #knownFolders = new Set<string>();
  /** Written, or being written, and not yet known to be in the index. The sweep must leave them. */
  readonly #unsettled = new Set<string>();
  readonly #readers = new Map<string, number>();
  readonly #removedWhileRead = new Set<string>();

  constructor(folder: string) {
    this.#blobsFolder = join(folder, 'blobs');
    this.#incomingFolder = join(folder, 'incoming');
  }

  async prepare(): Promise<void> {
    // Whoever may enter could read every object: the files themselves must be readable for jobs that get a link.
    await mkdir(dirname(this.#blobsFolder), { recursive: true, mode: 0o700 });
    await mkdir(this.#blobsFolder, { recursive: true });
    await mkdir(this.#incomingFolder, { recursive: true });
    await syncFolder(dirname(this.#blobsFolder));
  }

  path(blobId: string): string {
    return join(this.#folderOf(blobId), blobId);
  }

  /**
   * Writes a body, makes it durable and runs `commit`, which puts it in the index. When `commit` refuses with a
   * ServiceError the blob is removed; after any other error nobody knows whether the database has it, and the sweep
   * will find out.
   */
  async store<Result>(
    body: Readable | Uint8Array,
    options: BlobStoreOptions,
    commit: (blob: Blob) => Promise<Result>,
  ): Promise<Result> {
    await checkSize(this.#incomingFolder, options);
    return this.#withNewBlob(commit, async (incoming) => {
      const digests = await writeBlob(incoming, body, options);
      options.verify?.(digests);
      return digests;
    });
  }

  /** A second blob with the content of the first: a hard link where the file system has them. */
  async storeCopy<Result>(
    blobId: string,
    digests: BlobDigests,
    commit: (blob: Blob) => Promise<Result>,
  ): Promise<Result> {
    return this.#withNewBlob(commit, async (incoming) => {
      await linkOrCopy(this.path(blobId), incoming);
      return digests;
    });
  }

  /** Removes blobs that the index no longer names, each as soon as nobody reads it. Failures are left to the sweep. */
  async remove(blobIds: readonly string[]): Promise<void> {
    for (const blobId of blobIds) {
      if (this.#readers.has(blobId)) this.#removedWhileRead.add(blobId);
      else await rm(this.path(blobId), { force: true }).catch(() => undefined);
    }
  }

  /** Keeps blobs on disk while they are read, even if they are removed meanwhile. Returns what ends it. */
  hold(blobIds: readonly string[]): () => void {
    for (const blobId of blobIds) this.#readers.set(blobId, (this.#readers.get(blobId) ?? 0) + 1);
    let isHeld = true;
    return () => {
      if (isHeld) void this.#release(blobIds);
      isHeld = false;
    };
  }

  /** Ids of all blobs, a folder at a time, but those that a write of this process is about to put in the index. */
  async *settledBlobs(): AsyncGenerator<string[]> {
    for (const folder of await readdir(this.#blobsFolder)) {
      const names = await readdir(join(this.#blobsFolder, folder));
      yield names.filter((name) => !this.#unsettled.has(name));
    }
  }

  /** Removes those of the blobs that were last touched before `untilMs`, and gives their number. */
  async removeOld(blobIds: readonly string[], untilMs: number): Promise<number> {
    const old: string[] = [];
    for (const blobId of blobIds) if (await isOlder(this.path(blobId), untilMs)) old.push(blobId);
    await this.remove(old);
    return old.length;
  }

  /** Removes what crashes left behind half-written before `untilMs`. */
  async removeStaleIncoming(untilMs: number): Promise<number> {
    let removed = 0;
    for (const name of await readdir(this.#incomingFolder)) {
      const path = join(this.#incomingFolder, name);
      if (this.#unsettled.has(name) || !(await isOlder(path, untilMs))) continue;
      await rm(path, { force: true });
      removed++;
    }
    return removed;
  }

  async #withNewBlob<Result>(
    commit: (blob: Blob) => Promise<Result>,
    write: (incoming: string) => Promise<BlobDigests>,
  ): Promise<Result> {
    const blobId = randomHex(16);
    const incoming = join(this.#incomingFolder, blobId);
    this.#unsettled.add(blobId);
    try {
      const blob = { blobId, ...(await this.#publish(blobId, incoming, write)) };
      return await commit(blob).catch(async (error: unknown) => {
        if (error instanceof ServiceError) await this.remove([blobId]);
        throw error;
      });
    } finally {
      this.#unsettled.delete(blobId);
    }
  }

  async #publish(blobId: string, incoming: string, write: (incoming: string) => Promise<BlobDigests>) {
    try {
      const digests = await write(incoming);
      const folder = this.#folderOf(blobId);
      await this.#ensureFolder(folder);
      await rename(incoming, join(folder, blobId));
      await syncFolder(folder);
      return digests;
    } catch (error) {
      await rm(incoming, { force: true });
      await rm(this.path(blobId), { force: true });
      throw isOutOfSpace(error) ? insufficientStorage() : error;
    }
  }

  async #release(blobIds: readonly string[]): Promise<void> {
    for (const blobId of blobIds) {
      const readers = (this.#readers.get(blobId) ?? 1) - 1;
      if (readers > 0) this.#readers.set(blobId, readers);
      else this.#readers.delete(blobId);
      if (readers === 0 && this.#removedWhileRead.delete(blobId)) await this.remove([blobId]);
    }
  }

  async #ensureFolder(folder: string): Promise<void> {
    if (this.#knownFolders.has(folder)) return;
    await mkdir(folder, { recursive: true });
    await syncFolder(this.#blobsFolder);
    this.#knownFolders.add(folder);
  }

  #folderOf(blobId: string): string {
    return join(this.#blobsFolder, blobId.slice(0, FOLDER_DIGITS));
  }
}

/** Gives the file a second name. Falls back to a copy across file systems, or where links are not to be had. */
export async function linkOrCopy(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch (error) {
    if (!NO_LINK.has(codeOf(error))) throw error;
    await copyFile(from, to, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
    await syncFile(to);
  }
}

/** A file of the caller's own; the file system shares the content until one is written to, where it can. */
export async function copyBlob(from: string, to: string): Promise<void> {
  await copyFile(from, to, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
  await chmod(to, 0o644);
}

/** EMLINK: ext4 allows 65,000 names of a file. */
const NO_LINK = new Set(['EXDEV', 'EPERM', 'EMLINK', 'ENOTSUP', 'ENOSYS']);

async function syncFile(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/** By the change time, because a link has the modification time of its original. */
async function isOlder(path: string, untilMs: number): Promise<boolean> {
  const facts = await stat(path).catch(() => undefined);
  return facts !== undefined && facts.ctimeMs < untilMs;
}

/** Makes the names in a folder durable. */
const syncFolder = syncFile;

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

/** True when a blob's file is gone: it was removed between reading the index and opening the file. */
export function isMissingFile(error: unknown): boolean {
  return codeOf(error) === 'ENOENT';
}
