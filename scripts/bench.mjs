// npm run bench: runs the figures in bench/, or those that are named: `npm run bench -- api-calls`.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ensurePythonTools } from './setup/python-tools.mjs';
import { setUp } from './setup/set-up.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
await setUp(root);
const tools = await ensurePythonTools(root, 'bench/requirements.txt');

const figures = readdirSync(`${root}bench`)
  .filter((name) => name.endsWith('.mjs'))
  .map((name) => name.slice(0, -4));
const chosen = process.argv.length > 2 ? process.argv.slice(2) : figures;
for (const figure of chosen) {
  if (!figures.includes(figure)) {
    console.error(`There is no figure '${figure}'. There are: ${figures.join(', ')}.`);
    process.exitCode = 1;
    continue;
  }
  const env = {
    ...process.env,
    SAGEBRUSH_BENCH_TOOLS: tools,
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  };
  const { status } = spawnSync(process.execPath, [`bench/${figure}.mjs`], { cwd: root, stdio: 'inherit', env });
  if (status !== 0) process.exitCode = 1;
}
