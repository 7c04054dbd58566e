import { isUtf8 } from 'node:buffer';
import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Code of the error for a name that is no UTF-8: no key of S3 can hold it, and Node does not find the file by it. */
export const NOT_UTF8 = 'ERR_NAME_NOT_UTF8';

/** The entries of a directory in the order of their names. Throws an error with the code above for one that is no text. */
export async function entriesByName(directory: string): Promise<Dirent[]> {
  const entries = await readdir(directory, { withFileTypes: true });
  // What Node makes of bytes that are no UTF-8; the sign itself may be in a name, too.
  if (entries.some(({ name }) => name.includes('\ufffd'))) await checkNames(directory);
  return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function checkNames(directory: string): Promise<void> {
  const odd = (await readdir(directory, { encoding: 'buffer' })).find((name) => !isUtf8(name));
  if (odd) throw Object.assign(new Error(NOT_UTF8), { code: NOT_UTF8, path: join(directory, odd.toString('utf8')) });
}
