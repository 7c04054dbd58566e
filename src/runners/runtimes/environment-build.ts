import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, readdir, readFile } from 'node:fs/promises';
import { arch } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { RunnerError } from '../../base/errors.ts';
import type { Interpreter } from './interpreters.ts';

export interface EnvironmentRecipe {
  /** For people: part of the directory's name and of messages. */
  readonly name: string;
  readonly interpreter: Interpreter;
  /** The lock file; undefined to use the interpreter with the packages it has. */
  readonly lockFile?: string;
  /** Directory of the package sagebrush_runtime. */
  readonly packageDirectory: string;
  readonly cacheDir: string;
}

/** The directory of an environment: named by what goes into it, so that another lock or Python means another directory. */
export async function environmentDirectory(recipe: EnvironmentRecipe): Promise<string> {
  const hash = createHash('sha256');
  hash.update(JSON.stringify([arch(), recipe.interpreter]));
  if (recipe.lockFile !== undefined) hash.update(await readFile(recipe.lockFile));
  for (const name of (await readdir(recipe.packageDirectory)).sort()) {
    if (name.endsWith('.py')) hash.update(await readFile(join(recipe.packageDirectory, name)));
  }
  return join(recipe.cacheDir, `${recipe.name}-${hash.digest('hex').slice(0, 16)}`);
}

/** Builds the environment unless it is there; other processes that build the same one are waited for. Throws RunnerError. */
export async function buildEnvironment(recipe: EnvironmentRecipe, onProgress: (line: string) => void): Promise<string> {
  const directory = await environmentDirectory(recipe);
  const isComplete = await access(join(directory, 'complete')).then(
    () => true,
    () => false,
  );
  if (!isComplete) await runBuilder(recipe, directory, onProgress);
  return directory;
}

function runBuilder(recipe: EnvironmentRecipe, directory: string, onProgress: (line: string) => void): Promise<void> {
  const script = join(recipe.packageDirectory, 'build_environment.py');
  const executable = recipe.interpreter.executable;
  // With the server's own environment: pip and uv find proxies, certificates and a company's package index there.
  const builder = spawn(
    executable,
    ['-I', script, directory, recipe.lockFile ?? '-', recipe.packageDirectory, recipe.interpreter.command],
    { stdio: ['ignore', 'pipe', 'pipe'], detached: true },
  );
  createInterface({ input: builder.stdout }).on('line', (line) => onProgress(`${recipe.name}: ${line}`));
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
      else reject(explainBuildFailure(recipe.name, exitCode, reason.trim()));
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
