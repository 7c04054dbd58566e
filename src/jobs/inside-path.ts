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
  const real = await realpath(path).catch(undefinedWhenGone);
  return real !== undefined && relative(await realpath(root), real) === below;
}

/** For what a running job may remove or turn into something else at any time; whatever else goes wrong is thrown. */
export function undefinedWhenGone(error: NodeJS.ErrnoException): undefined {
  if (!NOT_A_FILE.has(error.code ?? '')) throw error;
}

/** Opens a regular file below the root for reading; undefined for anything else, and for what is not there. */
export async function openInside(root: string, path: string): Promise<FileHandle | undefined> {
  // Without NONBLOCK, opening a named pipe would wait for a writer.
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  const file = await open(path, flags).catch(undefinedWhenGone);
  if (!file) return undefined;
  // What was opened, not what the path says by now: folders on the way may have been swapped for links.
  const opened = await readlink(`/proc/self/fd/${file.fd}`);
  const inside = opened.startsWith(`${await realpath(root)}${sep}`);
  if (inside && (await file.stat()).isFile()) return file;
  await file.close();
  return undefined;
}

const NOT_A_FILE = new Set(['ENOENT', 'ENOTDIR', 'ELOOP', 'ENXIO', 'ENODEV']);

/** The first bytes of a file below the root; undefined when there is no such file, or none that may be read. */
export async function readHead(root: string, path: string, bytesMax: number): Promise<Buffer | undefined> {
  const file = await openInside(root, path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EACCES') throw error;
  });
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
