import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { randomHex } from './base/ids.ts';

/**
 * The name of this node among those that share a database: made at its first start, kept in its data directory. It comes
 * into its place whole, because two nodes with an empty name would take each other's work.
 */
export async function nodeIdOf(dataDir: string): Promise<string> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const path = join(dataDir, 'node-id');
  const nodeId = randomHex(8);
  const written = `${path}.${nodeId}`;
  try {
    await writeFile(written, nodeId, { flush: true });
    // Fails when the file is there: of two starts at once, the second reads what the first wrote.
    await link(written, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(written, { force: true });
  }
  return readFile(path, 'utf8');
}
