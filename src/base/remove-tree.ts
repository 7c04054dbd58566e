import { chmod, readdir, rename, rm, rmdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { randomHex } from './ids.ts';

/** Bytes of a path, well below the 4,096 that the kernel takes, from which on a folder is moved up to be reached. */
const PATH_BYTES_MAX = 2048;

/**
 * Removes a directory with all in it, whatever a job left there: folders without rights, names that are no UTF-8, and
 * folders nested deeper than a path can be long, all of which Node's own `rm` gives up on. Files are never changed, as
 * one may be a hard link to something that stays.
 */
export async function removeTree(directory: string): Promise<void> {
  try {
    // What was killed a moment ago may still be at work in it.
    await rm(directory, { recursive: true, force: true, maxRetries: 3, retryDelay: 20 });
  } catch {
    await removeStubborn(directory, Buffer.from(directory));
  }
}

/** By names in bytes. What is gone meanwhile is fine: `rm` goes on for a while after it has failed. */
async function removeStubborn(root: string, directory: Buffer): Promise<void> {
  await chmod(directory, 0o700).catch(ignoreMissing);
  const entries = await readdir(directory, { withFileTypes: true, encoding: 'buffer' }).catch(ignoreMissing);
  for (const entry of entries ?? []) {
    const path = Buffer.concat([directory, Buffer.from('/'), entry.name]);
    if (entry.isDirectory()) await removeStubborn(root, await withinReach(root, path));
    else await unlink(path).catch(ignoreMissing);
  }
  await rmdir(directory).catch(ignoreMissing);
}

async function withinReach(root: string, directory: Buffer): Promise<Buffer> {
  if (directory.length < PATH_BYTES_MAX) return directory;
  const near = Buffer.from(join(root, `.${randomHex(12)}`));
  // To be moved, a folder must be writable itself, because it names its parent.
  await chmod(directory, 0o700).catch(ignoreMissing);
  await rename(directory, near).catch(ignoreMissing);
  return near;
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
