import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { randomHex } from './base/ids.ts';

/** The name of this node among those that share a database: made at its first start, kept in its data directory. */
export async function nodeIdOf(dataDir: string): Promise<string> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const path = join(dataDir, 'node-id');
  // 'wx' fails when the file is there: of two starts at once, the second reads what the first wrote.
  await writeFile(path, randomHex(8), { flag: 'wx' }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  return readFile(path, 'utf8');
}
