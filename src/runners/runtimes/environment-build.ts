import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, readdir, readFile } from 'node:fs/promises';
import { arch } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { RunnerError } from '../../base/errors.ts';
import type { Interpreter } from './interpreters.ts';

export interface BuildPlace {
  readonly interpreter: Interpreter;
  /** Directory of the package sagebrush_runtime, which has the builder. */
  readonly packageDirectory: string;
  readonly cacheDir: string;
  readonly onProgress: (line: string) => void;
}

/** Counts up when the builder comes to build environments differently, so that those of before are not used. */
const ENVIRONMENT_FORM = 1;

/**
 * Gives the directory of a Python environment, building it when it is not there. It is named by what goes into it, so
 * that another lock or another Python means another directory. Throws RunnerError.
 *
 * @param name for people: part of the directory's name and of messages
 * @param lockFile undefined to use the interpreter with the packages it has
 */
export async function buildEnvironment(place: BuildPlace, name: string, lockFile?: string): Promise<string> {
  const lock = lockFile === undefined ? '' : await readFile(lockFile, 'utf8');
  const directory = namedByContent(place, name, [String(ENVIRONMENT_FORM), lock]);
  return buildOnce(place, name, ['environment', directory, lockFile ?? '-']);
}

/** Gives the directory with a copy of sagebrush_runtime that is compiled for the interpreter. Throws RunnerError. */
export async function buildRuntimePackage(place: BuildPlace): Promise<string> {
  const names = (await readdir(place.packageDirectory)).filter((name) => name.endsWith('.py')).sort();
  const texts = await Promise.all(names.map((name) => readFile(join(place.packageDirectory, name), 'utf8')));
  const directory = namedByContent(place, 'runtime', [...names, ...texts]);
  return buildOnce(place, 'runtime', ['runtime', directory, place.packageDirectory]);
}

function namedByContent(place: BuildPlace, name: string, content: readonly string[]): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([arch(), place.interpreter, content]))
    .digest('hex');
  return join(place.cacheDir, `${name}-${hash.slice(0, 16)}`);
}

type BuildArguments = readonly [kind: 'environment' | 'runtime', directory: string, source: string];

/** Runs the builder unless its work is there; it waits for other processes that build the same. */
async function buildOnce(place: BuildPlace, name: string, build: BuildArguments): Promise<string> {
  const [, directory] = build;
  const isComplete = await access(join(directory, 'complete')).then(
    () => true,
    () => false,
  );
  if (!isComplete) await runBuilder(place, name, build);
  return directory;
}

function runBuilder(place: BuildPlace, name: string, build: BuildArguments): Promise<void> {
  const script = join(place.packageDirectory, 'build_environment.py');
  const { executable, command } = place.interpreter;
  // With the server's own environment: pip and uv find proxies, certificates and a company's package index there.
  const builder = spawn(executable, ['-I', script, ...build, command], {
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  createInterface({ input: builder.stdout }).on('line', (line) => place.onProgress(`${name}: ${line}`));
  let reason = '';
  builder.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    reason = (reason + chunk).slice(-4096);
  });
  return new Promise((resolve, reject) => {
    builder.once('error', (error) =>
      reject(new RunnerError('permanent', `${executable} can't be run: ${error.message}`)),
    );
    builder.once('close', (exitCode) => {
      if (exitCode === 0) resolve();
      else reject(explainBuildFailure(name, exitCode, reason.trim()));
    });
  });
}

/** Exit codes of build_environment.py. */
function explainBuildFailure(name: string, exitCode: number | null, reason: string): RunnerError {
  const what = `the Python environment ${name} could not be built`;
  switch (exitCode) {
    case 10:
      return new RunnerError(
        'transient',
        `${what}: its packages could not be downloaded. Is there a network? ${reason}`,
      );
    case 11:
      return new RunnerError('transient', `${what}: the disk is full. ${reason}`);
    case 12:
      return new RunnerError('permanent', `${what}: ${reason}`);
    default:
      return new RunnerError(
        exitCode === null ? 'transient' : 'permanent',
        `${what}: ${reason || 'its builder was killed'}`,
      );
  }
}
