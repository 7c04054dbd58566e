import { execFile } from 'node:child_process';
import { RunnerError } from '../../base/errors.ts';

export interface Interpreter {
  /** Absolute path it was started by; that of a virtual environment, where it belongs to one. */
  readonly command: string;
  /** Absolute, with links resolved. */
  readonly executable: string;
  readonly minor: number;
  /** For example `3.11.7`. */
  readonly version: string;
  /** Directories that it consists of; a job has to see them. */
  readonly prefixes: readonly string[];
}

/** Pythons that the lock files were made for. */
export const MINOR_MIN = 9;
export const MINOR_MAX = 14;

const QUESTION = `
import json, os, sys, sysconfig
print(json.dumps({
    "command": sys.executable,
    "executable": os.path.realpath(sys.executable),
    "version": sys.version_info[:3],
    "prefixes": sorted({os.path.realpath(p) for p in (sys.prefix, sys.base_prefix, sys.base_exec_prefix, sysconfig.get_path("stdlib"))}),
}))`;

/** Asks an interpreter about itself; undefined when it can't be run or is not Python 3. */
export function askInterpreter(name: string): Promise<Interpreter | undefined> {
  return new Promise((resolve) => {
    execFile(name, ['-I', '-c', QUESTION], { timeout: 20_000 }, (error, stdout) => {
      if (error) return resolve(undefined);
      const answer = JSON.parse(stdout) as Omit<Interpreter, 'version'> & { version: number[] };
      const [major = 0, minor = 0, micro = 0] = answer.version;
      if (major !== 3) return resolve(undefined);
      const { command, executable, prefixes } = answer;
      resolve({ command, executable, prefixes, minor, version: `${major}.${minor}.${micro}` });
    });
  });
}

/** Every suitable Python 3 that the server's PATH has, newest first. */
export async function findInterpreters(): Promise<Interpreter[]> {
  const names = ['python3'];
  for (let minor = MINOR_MAX; minor >= MINOR_MIN; minor--) names.push(`python3.${minor}`);
  const found = new Map<string, Interpreter>();
  for (const interpreter of await Promise.all(names.map(askInterpreter))) {
    if (!interpreter || interpreter.minor < MINOR_MIN || interpreter.minor > MINOR_MAX) continue;
    found.set(interpreter.executable, interpreter);
  }
  return [...found.values()].sort((a, b) => b.minor - a.minor);
}

/**
 * The interpreter to build an environment with: the newest that has the framework in the very series that was asked for,
 * else the one closest above. Throws RunnerError when there is none.
 */
export function chooseInterpreter(candidates: readonly Interpreter[], exactUpToMinor: number): Interpreter {
  const newestFirst = [...candidates].sort((a, b) => b.minor - a.minor);
  const chosen = newestFirst.find(({ minor }) => minor <= exactUpToMinor) ?? newestFirst.at(-1);
  if (!chosen) {
    throw new RunnerError(
      'permanent',
      `no Python between 3.${MINOR_MIN} and 3.${MINOR_MAX} is on the PATH; install one, or name one in the configuration`,
    );
  }
  return chosen;
}
