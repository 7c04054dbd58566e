import { findProgram, runBriefly } from './programs.ts';

/**
 * Gives the disk back the blocks of a file's first bytes; they read as zeros, and its length stays. Node has no call for
 * it, so util-linux's program does it. Where it is missing, or the file system can't, the file keeps what it has.
 */
export async function punchHole(path: string, bytes: number): Promise<void> {
  const program = findProgram('fallocate');
  if (program === undefined || bytes <= 0) return;
  await runBriefly([program, '--punch-hole', '--offset', '0', '--length', String(bytes), path]);
}
