import { type FileHandle, open } from 'node:fs/promises';
import type { DeliveryTarget } from '../delivery-target.ts';
import { targetName } from './target-name.ts';

/**
 * Appends each entry as a line to a file, and has it on disk before it counts as delivered. A write that a crash has cut
 * leaves a line that is no JSON; its entry comes again on a line of its own.
 */
export function fileTarget(kind: string, path: string): DeliveryTarget {
  return {
    name: targetName(kind, path),
    async deliver(_lane, entries) {
      const lines = entries.map(({ body }) => `${body}\n`).join('');
      try {
        // Only the owner may read it: it names data and code of all accounts.
        const file = await open(path, 'a+', 0o600);
        try {
          await file.appendFile(((await endsInALine(file)) ? '' : '\n') + lines);
          await file.sync();
        } finally {
          await file.close();
        }
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        return { done: 0, refused: 0, failure: { reason: `a file could not be written: ${reason}` } };
      }
      return { done: entries.length, refused: 0 };
    },
    close() {},
  };
}

async function endsInALine(file: FileHandle): Promise<boolean> {
  const { size } = await file.stat();
  if (size === 0) return true;
  const last = Buffer.alloc(1);
  await file.read(last, 0, 1, size - 1);
  return last.toString() === '\n';
}
