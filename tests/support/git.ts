import { spawnSync } from 'node:child_process';

/** A user's git: nothing of this machine's settings, nobody to ask for a password. Throws what git says when it fails. */
export function runGit(
  words: readonly string[],
  cwd: string,
  environment: Readonly<Record<string, string>> = {},
): string {
  const result = spawnSync('git', words, {
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
      ...environment,
    },
  });
  if (result.status !== 0) throw new Error(`git ${words[0]}: ${result.stderr}`);
  return result.stdout;
}
