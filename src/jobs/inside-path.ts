import { constants } from 'node:fs';
import { type FileHandle, open, readlink, realpath } from 'node:fs/promises';
import { relative, sep } from 'node:path';

/**
 * A job owns its directory and may put links and pipes anywhere in it, even while we read. These functions never follow
 * one out of the job's own tree.
 */

/** True when the directory is there, in the root, and is the very place its path says, with no link on the way. */
export async function isRealDirectory(root: string, path: string): Promise<boolean> {
  const below = relative(root, path);
  if (below === '..' || below.startsWith(`..${sep}`)) return false;
  try {
    return relative(await realpath(root), await realpath(path)) === below;
  } catch {
    return false;
  }
}

/** Opens a regular file below the root for reading; undefined for anything else, and for what is not there. */
export async function openInside(root: string, path: string): Promise<FileHandle | undefined> {
  let file: FileHandle;
  try {
    // Without NONBLOCK, opening a named pipe would wait for a writer.
    file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    if (NOT_A_FILE.has((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
  // What was opened, not what the path says by now: folders on the way may have been swapped for links.
  const opened = await readlink(`/proc/self/fd/${file.fd}`);
  const inside = opened.startsWith(`${await realpath(root)}${sep}`);
  if (inside && (await file.stat()).isFile()) return file;
  await file.close();
  return undefined;
}

const NOT_A_FILE = new Set(['ENOENT', 'ENOTDIR', 'ELOOP', 'ENXIO', 'ENODEV', 'EACCES']);

/** The first bytes of a file below the root; undefined when there is no such file. */
export async function readHead(root: string, path: string, bytesMax: number): Promise<Buffer | undefined> {
  const file = await openInside(root, path);
  if (!file) return undefined;
  try {
    const buffer = Buffer.alloc(bytesMax);
    let filled = 0;
    for (;;) {
      const { bytesRead } = await file.read(buffer, filled, bytesMax - filled, filled);
      filled += bytesRead;
      if (bytesRead === 0 || filled === bytesMax) return buffer.subarray(0, filled);
    }
  } finally {
    await file.close();
  }
}
