import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { RunnerError } from '../../base/errors.ts';
import type { Logger } from '../../base/logger.ts';
import type { HostMount } from '../host-runner.ts';
import type { ImageResolver, PreparedRuntime, Runtime } from '../image-resolver.ts';
import { SYSTEM_PATH } from '../process/programs.ts';
import { SANDBOX_USER } from '../process/sandbox-user.ts';
import { type BuildPlace, buildEnvironment, buildRuntimePackage } from './environment-build.ts';
import { explainUnresolved } from './explain-unresolved.ts';
import { askInterpreter, chooseInterpreter, findInterpreters, type Interpreter } from './interpreters.ts';
import { findEnvironment, findFramework, KNOWN_FRAMEWORKS, parseImage } from './known-images.ts';

/** An image of the user's own that stands for a Python environment of the user's own. */
export interface UserRuntime {
  /** The image; `*` stands for any text. */
  readonly pattern: string;
  /** An interpreter, or the directory of a virtual or conda environment. Used as it is. */
  readonly python: string;
}

export interface PythonRuntimesOptions {
  /** Where environments are kept. Made when it is not there. */
  readonly cacheDir: string;
  /** The project's python/ directory. */
  readonly pythonDir: string;
  /** Python to build environments with; else a suitable one is looked for on the server's PATH. */
  readonly interpreter?: string;
  /** Asked before the images we know. */
  readonly userRuntimes?: readonly UserRuntime[];
  readonly logger: Logger;
}

/** Where a job sees the runtime package. */
const RUNTIME_TARGET = '/opt/sagebrush/runtime';

/** Maps images to Python environments that are built once and shared by all jobs. */
export function createPythonRuntimes(options: PythonRuntimesOptions): ImageResolver {
  const userRuntimes = (options.userRuntimes ?? []).map((runtime) => ({
    ...runtime,
    matches: wildcard(runtime.pattern),
  }));
  const builds = new Map<string, Promise<PreparedRuntime>>();

  function resolve(image: string): Runtime | undefined {
    const own = userRuntimes.find(({ matches }) => matches.test(image));
    if (own) return { name: own.python, image };
    const name = parseImage(image);
    const framework = findFramework(name);
    const environment = framework && findEnvironment(framework, name.tag);
    return environment && { name: environment.name, image };
  }

  function prepare(runtime: Runtime, onProgress?: (line: string) => void): Promise<PreparedRuntime> {
    const underWay = builds.get(runtime.name);
    if (underWay) return underWay;
    const build = prepareOnce(options, runtime, (line) => {
      options.logger.info({ runtime: runtime.name }, line);
      onProgress?.(line);
    });
    builds.set(runtime.name, build);
    // A failed build is tried again when the next job asks; one that is there is not looked at again.
    build.catch(() => builds.delete(runtime.name));
    return build;
  }

  return { resolve, explainUnresolved, prepare };
}

async function prepareOnce(
  options: PythonRuntimesOptions,
  runtime: Runtime,
  onProgress: (line: string) => void,
): Promise<PreparedRuntime> {
  const known = KNOWN_FRAMEWORKS.flatMap(({ environments }) => environments).find(({ name }) => name === runtime.name);
  const interpreter = known
    ? await baseInterpreter(options, known.exactUpToMinor)
    : await namedInterpreter(await interpreterOf(runtime.name));
  const packageDirectory = join(options.pythonDir, 'sagebrush_runtime');
  const place: BuildPlace = { interpreter, packageDirectory, cacheDir: options.cacheDir, onProgress };
  const environment = known
    ? await buildEnvironment(place, known.name, join(options.pythonDir, 'environments', known.name, 'requirements.txt'))
    : await buildEnvironment(place, 'own');
  return describe(environment, await buildRuntimePackage(place), interpreter, frameworkOf(runtime));
}

async function baseInterpreter(options: PythonRuntimesOptions, exactUpToMinor: number): Promise<Interpreter> {
  if (options.interpreter !== undefined) return namedInterpreter(options.interpreter);
  return chooseInterpreter(await findInterpreters(), exactUpToMinor);
}

async function namedInterpreter(command: string): Promise<Interpreter> {
  const interpreter = await askInterpreter(command);
  if (!interpreter || interpreter.minor < 9) {
    throw new RunnerError('permanent', `${command} is no Python 3.9 or newer that can be run`);
  }
  return interpreter;
}

/** The interpreter in an environment's directory, or the path itself. */
async function interpreterOf(path: string): Promise<string> {
  const found = await stat(path).catch(() => undefined);
  return found?.isDirectory() ? join(path, 'bin', 'python3') : path;
}

function frameworkOf(runtime: Runtime): string {
  return findFramework(parseImage(runtime.image))?.title.toLowerCase() ?? 'python';
}

function describe(
  directory: string,
  runtimePackage: string,
  interpreter: Interpreter,
  framework: string,
): PreparedRuntime {
  const installed = `${SANDBOX_USER.home}/.local`;
  const python = join(directory, 'job', 'bin', 'python3');
  const path = [`${installed}/bin`, join(directory, 'job', 'bin'), join(directory, 'venv', 'bin'), SYSTEM_PATH];
  return {
    environment: {
      PATH: path.join(':'),
      PYTHONUNBUFFERED: '1',
      // What a job installs goes to its home and comes before what the environment has.
      PYTHONPATH: `${installed}/lib/python3.${interpreter.minor}/site-packages`,
      PIP_PREFIX: installed,
      PIP_DISABLE_PIP_VERSION_CHECK: '1',
      SAGEBRUSH_CONSTRAINTS: join(directory, 'constraints.txt'),
    },
    mounts: [
      ...visiblePrefixes(interpreter.prefixes).map(readOnly),
      readOnly(directory),
      { source: runtimePackage, target: RUNTIME_TARGET, readOnly: true },
    ],
    trainCommand: [python, `${RUNTIME_TARGET}/sagebrush_runtime/train.py`, '--framework', framework],
    serveCommand: [python, `${RUNTIME_TARGET}/sagebrush_runtime/serve.py`, '--framework', framework],
    scriptMode: true,
  };
}

/** Those that a sandbox does not show anyway, each once. */
function visiblePrefixes(prefixes: readonly string[]): string[] {
  const outside = prefixes.filter((path) => path !== '/usr' && !path.startsWith('/usr/'));
  return outside.filter((path) => !outside.some((other) => path.startsWith(`${other}/`)));
}

function readOnly(path: string): HostMount {
  return { source: path, target: path, readOnly: true };
}

function wildcard(pattern: string): RegExp {
  const parts = pattern.split('*').map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 's');
}
