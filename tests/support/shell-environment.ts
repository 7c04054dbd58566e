import { fileURLToPath } from 'node:url';
import { outputOf } from './run-program.ts';
import type { TestServer } from './server.ts';

const PROGRAM = fileURLToPath(new URL('../../bin/sagebrush', import.meta.url));

/** The environment of a user's shell after `eval "$(sagebrush env)"`, and nothing else that would help a client. */
export async function shellEnvironment(server: TestServer): Promise<Record<string, string>> {
  const { PATH = '', HOME = '' } = server.environment;
  const bare = { PATH, HOME };
  const script = `eval "$('${PROGRAM}' env --data-dir '${server.dataDir}')" && env -0`;
  const lines = (await outputOf('/bin/sh', ['-c', script], bare)).split('\0').filter(Boolean);
  return Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
}
