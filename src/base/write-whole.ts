import { renameSync, writeFileSync } from 'node:fs';
import { randomHex } from './ids.ts';

/** Writes a small file so that a reader sees all of it or none, even while several write it. */
export function writeWhole(path: string, text: string, mode = 0o600): void {
  const part = `${path}.${randomHex(6)}.part`;
  writeFileSync(part, text, { mode });
  renameSync(part, path);
}
