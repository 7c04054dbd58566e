import type { Dirent, Stats } from 'node:fs';
import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { isRealDirectory, undefinedWhenGone } from './inside-path.ts';
import { entriesByName } from './text-names.ts';

export interface OutputFile {
  /** Relative to the output's directory. */
  readonly path: string;
  readonly stats: Stats;
}

/** Regular files below a directory, in the order of their paths. Links are not followed. */
export async function* walkFiles(root: string, directory: string, below = ''): AsyncGenerator<OutputFile> {
  const here = join(directory, below);
  if (!(await isRealDirectory(root, here))) return;
  for (const entry of await entriesOf(here)) {
    const path = join(below, entry.name);
    if (entry.isDirectory()) yield* walkFiles(root, directory, path);
    else if (entry.isFile()) {
      const stats = await lstat(join(directory, path)).catch(undefinedWhenGone);
      if (stats?.isFile()) yield { path, stats };
    }
  }
}

/** What a running job removes meanwhile is simply not there. */
async function entriesOf(path: string): Promise<Dirent[]> {
  return (await entriesByName(path).catch(undefinedWhenGone)) ?? [];
}
