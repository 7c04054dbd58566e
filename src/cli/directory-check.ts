import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Really writes where the directory is, or where it would be made, and removes it again. Gives what is wrong as the end of
 * a sentence, undefined when all is well.
 */
export function directoryFault(directory: string): string | undefined {
  const existing = nearestExisting(directory);
  if (!existing.isDirectory) return `${existing.path} is a file and not a directory`;
  let probe: string | undefined;
  try {
    probe = mkdtempSync(join(existing.path, '.sagebrush-probe-'));
    writeFileSync(join(probe, 'probe'), Buffer.alloc(4096));
    return undefined;
  } catch (error) {
    return faultOf((error as NodeJS.ErrnoException).code, existing.path);
  } finally {
    if (probe !== undefined) rmSync(probe, { recursive: true, force: true });
  }
}

function faultOf(code: string | undefined, path: string): string {
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return `this user may not write to ${path}`;
    case 'EROFS':
      return `${path} is on a file system that can only be read`;
    case 'ENOSPC':
    case 'EDQUOT':
      return `there is no room left on the disk of ${path}`;
    default:
      return `nothing can be written to ${path} (${code})`;
  }
}

/** The path itself, or the nearest of its parents that is there. */
function nearestExisting(path: string): { readonly path: string; readonly isDirectory: boolean } {
  try {
    return { path, isDirectory: statSync(path).isDirectory() };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const isMissing = code === 'ENOENT' || code === 'ENOTDIR';
    if (!isMissing || dirname(path) === path) return { path, isDirectory: true };
    return nearestExisting(dirname(path));
  }
}
