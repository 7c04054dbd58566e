// npm test: sets up what is missing, then runs every test. Arguments go to vitest, for example
// `npm test -- --project unit src/config`.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { setup as setUpClientTools } from './setup/client-tools.mjs';
import { setUp } from './setup/set-up.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const vitestArguments = process.argv.slice(2);

await setUp(root);
await setUpClientTools();

let exitCode = run(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', ...vitestArguments]);
if (vitestArguments.length === 0 && existsSync(`${root}python/tests`)) {
  exitCode = run(`${process.env.SAGEBRUSH_TEST_TOOLS}/pytest`, ['-q', 'python/tests']) || exitCode;
}
process.exitCode = exitCode;

function run(command, args) {
  const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit' });
  return status ?? 1;
}
