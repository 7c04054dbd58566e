import { execFile } from 'node:child_process';

const PYTHON_NAMES = ['python3', 'python3.14', 'python3.13', 'python3.12', 'python3.11', 'python3.10', 'python3.9'];
const VERSION_AND_PATH = 'import sys; print(sys.version_info[0], sys.version_info[1], sys.executable)';

export interface FoundPython {
  readonly version: string;
  readonly program: string;
}

/** The chosen interpreter, or the first on the PATH, if it is Python 3.9 or newer. */
export async function findPython(chosen: string | undefined): Promise<FoundPython | undefined> {
  for (const name of chosen === undefined ? PYTHON_NAMES : [chosen]) {
    const { stdout } = await runProgram(name, ['-c', VERSION_AND_PATH]);
    const [major, minor, ...path] = stdout.trim().split(' ');
    if (major === '3' && Number(minor) >= 9) return { version: `${major}.${minor}`, program: path.join(' ') };
  }
  return undefined;
}

/** Runs a program of the user's PATH; the exit code is -1 when it could not be run or took longer than ten seconds. */
export function runProgram(program: string, args: readonly string[]): Promise<{ exitCode: number; stdout: string }> {
  return new Promise((resolve) => {
    execFile(program, args, { timeout: 10_000 }, (error, stdout) => {
      resolve({ exitCode: error ? (typeof error.code === 'number' ? error.code : -1) : 0, stdout });
    });
  });
}
