import { spawn } from 'node:child_process';
import { devNull } from 'node:os';

/** A git command that failed: its name and what it said. */
export class GitError extends Error {
  readonly exitCode: number | null;

  constructor(command: string, exitCode: number | null, said: string) {
    super(`git ${command} failed: ${said.trim() || `exit code ${exitCode}`}`);
    this.name = 'GitError';
    this.exitCode = exitCode;
  }
}

/** Bytes of a push, and of a body that git takes apart. */
export const PUSH_BYTES_MAX = 512 * 1024 * 1024;

/** A command of ours on a repository that takes longer is stuck. */
const COMMAND_MS_MAX = 120_000;
const ERROR_CHARACTERS_MAX = 2000;

/**
 * Settings of every git process. A repository's content comes from whoever may push to it, so that nothing in it may
 * decide what runs: no hooks, no helpers, no settings but these. Objects are checked as they come in.
 */
const SETTINGS: Readonly<Record<string, string>> = {
  'core.hooksPath': devNull,
  'core.fsmonitor': 'false',
  'core.attributesFile': devNull,
  'core.packedGitLimit': '256m',
  'core.bigFileThreshold': '16m',
  'gc.auto': '0',
  'http.receivepack': 'true',
  'http.getanyfile': 'false',
  'init.templateDir': '',
  'pack.threads': '1',
  'pack.windowMemory': '64m',
  'receive.advertisePushOptions': 'false',
  'receive.autogc': 'false',
  'receive.fsckObjects': 'true',
  'receive.maxInputSize': String(PUSH_BYTES_MAX),
  'safe.directory': '*',
  'transfer.fsckObjects': 'true',
  'uploadpack.allowAnySHA1InWant': 'false',
};

/** The environment of a git process: the settings above, and nothing of the machine's or the user's own. */
export function gitEnvironment(more: Readonly<Record<string, string>> = {}): Record<string, string> {
  const settings = Object.entries(SETTINGS).flatMap(([key, value], index) => [
    [`GIT_CONFIG_KEY_${index}`, key],
    [`GIT_CONFIG_VALUE_${index}`, value],
  ]);
  return {
    PATH: '/usr/local/bin:/usr/bin:/bin',
    HOME: devNull,
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: devNull,
    GIT_CONFIG_COUNT: String(settings.length / 2),
    GIT_TERMINAL_PROMPT: '0',
    GIT_NO_REPLACE_OBJECTS: '1',
    ...Object.fromEntries(settings),
    ...more,
  };
}

export interface GitCommand {
  readonly gitDir: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Standard input. */
  readonly input?: string | Uint8Array;
  /** Bytes of standard output that are taken; more is an error. */
  readonly outputBytesMax?: number;
}

/** Runs git on a repository and gives what it printed. Throws GitError. */
export function runGit(words: readonly string[], command: GitCommand): Promise<Buffer> {
  const { gitDir, environment = {}, input, outputBytesMax = 16 * 1024 * 1024 } = command;
  return new Promise((resolve, reject) => {
    const child = spawn('git', words, {
      env: gitEnvironment({ GIT_DIR: gitDir, ...environment }),
      cwd: '/',
      stdio: ['pipe', 'pipe', 'pipe'],
      timeout: COMMAND_MS_MAX,
      killSignal: 'SIGKILL',
    });
    const name = words[0] ?? '';
    const output: Buffer[] = [];
    let bytes = 0;
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= outputBytesMax) output.push(chunk);
      else child.kill('SIGKILL');
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(0, ERROR_CHARACTERS_MAX);
    });
    child.on('error', (cause) => reject(cannotStart(cause)));
    child.on('close', (exitCode) => {
      if (bytes > outputBytesMax) reject(new GitError(name, exitCode, `more than ${outputBytesMax} bytes of output`));
      else if (exitCode === 0) resolve(Buffer.concat(output));
      else reject(new GitError(name, exitCode, said));
    });
    // A command that reads no more than it needs has closed its input.
    child.stdin.on('error', () => {});
    child.stdin.end(input);
  });
}

/** The most usual reason is that there is no git. */
export function cannotStart(cause: Error): GitError {
  const missing = 'code' in cause && cause.code === 'ENOENT';
  const why = missing ? 'git is not installed on the server' : cause.message;
  return new GitError('', null, why);
}
