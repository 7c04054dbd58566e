import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { type HostDirectory, onThisMachine } from './job-directory.ts';

/**
 * Makes the empty directories of a host and its small files. In one go and not by promises: some forty operations that
 * take microseconds each would else wait their turn in the thread pool one by one, and the job's first line with them.
 */
export function makeHostFiles(
  directory: HostDirectory,
  directories: readonly string[],
  files: Readonly<Record<string, string>>,
): void {
  const paths = Object.entries(files).map(([path, content]) => [onThisMachine(directory, path), content] as const);
  const wanted = [
    ...directories.map((path) => onThisMachine(directory, path)),
    ...paths.map(([path]) => dirname(path)),
  ];
  for (const path of new Set(wanted)) mkdirSync(path, { recursive: true });
  for (const [path, content] of paths) writeFileSync(path, content);
  writeFileSync(directory.log, '', { flag: 'a' });
}
