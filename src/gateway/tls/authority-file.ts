import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { randomHex } from '../../base/ids.ts';

/** The authority's key and certificate in one file, so that both are of one making whatever happens. */
const AUTHORITY_FILE = 'authority.pem';

/** Undefined when there is none yet. */
export async function readAuthorityFile(directory: string): Promise<string | undefined> {
  try {
    return await readFile(join(directory, AUTHORITY_FILE), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * Keeps a new authority, readable by its owner only. Unless it replaces one that nears its end, the first of several
 * makers wins. Gives what the file holds then.
 */
export async function keepAuthorityFile(directory: string, text: string, replaces: boolean): Promise<string> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const path = join(directory, AUTHORITY_FILE);
  const written = `${path}.${randomHex(6)}`;
  await writeFile(written, text, { mode: 0o600, flush: true });
  if (replaces) {
    await rename(written, path);
    return text;
  }
  try {
    await link(written, path);
    return text;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return readFile(path, 'utf8');
  } finally {
    await rm(written, { force: true });
  }
}
