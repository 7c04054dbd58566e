import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';

/** Where the programs of the system are. Fixed, so that nothing in the caller's PATH stands in for them. */
const DIRECTORIES = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];
const NIXOS_DIRECTORIES = ['/run/wrappers/bin', '/run/current-system/sw/bin'];

/** The search path that our own programs run with, and that a job gets when it brings none. */
export const SYSTEM_PATH = DIRECTORIES.join(':');

/** Absolute path of a program of the system, or undefined when it is not installed. */
export function findProgram(name: string): string | undefined {
  for (const directory of [...DIRECTORIES, ...NIXOS_DIRECTORIES]) {
    const path = join(directory, name);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // Not there; the next directory may have it.
    }
  }
  return undefined;
}

export interface BriefRun {
  /** -1 when it could not be started or took longer than ten seconds. */
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a short command without a shell and gives what came of it; never throws. */
export function runBriefly(argv: readonly string[]): Promise<BriefRun> {
  const [program = '', ...rest] = argv;
  return new Promise((resolve) => {
    execFile(program, rest, { timeout: 10_000, env: { PATH: SYSTEM_PATH } }, (error, stdout, stderr) => {
      const exitCode = error ? (typeof error.code === 'number' ? error.code : -1) : 0;
      resolve({ exitCode, stdout, stderr: stderr || (error?.message ?? '') });
    });
  });
}
