// npm run check: format, lint, types, layers and dead code. Everything is run, and all that failed is told together.
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { setup as setUpClientTools } from './setup/client-tools.mjs';
import { setUp } from './setup/set-up.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
await setUp(root);
await setUpClientTools();

const node = process.execPath;
const ruff = `${process.env.SAGEBRUSH_TEST_TOOLS}/ruff`;
const CHECKS = [
  ['types', [node, 'node_modules/typescript-7/bin/tsc', '-p', 'tsconfig.json']],
  ['format and lint', [node, 'node_modules/@biomejs/biome/bin/biome', 'ci', '--colors=off', '.']],
  [
    'layers',
    [node, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs', 'src', '--config', '.dependency-cruiser.mjs'],
  ],
  ['dead code', [node, 'node_modules/knip/bin/knip.js']],
  ['Python lint', [ruff, 'check', 'python', 'examples', 'scripts', 'tests']],
  ['Python format', [ruff, 'format', '--check', 'python', 'examples', 'scripts', 'tests']],
];

const waiting = [...CHECKS];
const failed = [];
await Promise.all(Array.from({ length: Math.min(availableParallelism(), 4) }, work));

for (const { name, output } of failed) console.error(`\n── ${name} ──\n${output.trim()}`);
if (failed.length > 0) {
  console.error(`\n${failed.length} of ${CHECKS.length} checks failed: ${failed.map(({ name }) => name).join(', ')}.`);
  process.exitCode = 1;
}

async function work() {
  for (let check = waiting.shift(); check; check = waiting.shift()) {
    const [name, command] = check;
    const startedAt = performance.now();
    const { exitCode, output } = await run(command);
    if (exitCode !== 0) failed.push({ name, output });
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    console.log(`${exitCode === 0 ? 'ok    ' : 'FAILED'}  ${name} (${seconds} s)`);
  }
}

function run([program, ...args]) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8');
      stream.on('data', (text) => {
        output += text;
      });
    }
    child.on('error', (error) => resolve({ exitCode: 1, output: error.message }));
    child.on('close', (exitCode) => resolve({ exitCode: exitCode ?? 1, output }));
  });
}
