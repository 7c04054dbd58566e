import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * A user's git: nothing of this machine's settings, nobody to ask for a password. Rejects with what git says when it
 * fails. It must not hold up this process, which may be the server that it talks to.
 */
export async function runGit(words: readonly string[], cwd: string): Promise<string> {
  const { stdout } = await run('git', words, {
    cwd,
    encoding: 'utf8',
    env: {
      PATH: process.env['PATH'],
      HOME: cwd,
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_TERMINAL_PROMPT: '0',
      GIT_AUTHOR_NAME: 'A user',
      GIT_AUTHOR_EMAIL: 'user@example.test',
      GIT_COMMITTER_NAME: 'A user',
      GIT_COMMITTER_EMAIL: 'user@example.test',
    },
  });
  return stdout;
}
