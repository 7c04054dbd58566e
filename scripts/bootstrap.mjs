// The first code that runs. It must parse on old versions of Node, so that they get a sentence and not a stack trace,
// and it must be quick when nothing is to be done: it is part of every start.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 20)) {
  console.error(
    `Sagebrush needs Node.js 20.20 or newer, and this is ${process.versions.node}. See https://nodejs.org/en/download.`,
  );
  process.exit(1);
}

const root = fileURLToPath(new URL('..', import.meta.url));
try {
  // An installed copy has no .git: it was built when it was packed, and its files don't change.
  if (existsSync(`${root}.git`) || !existsSync(`${root}dist/main.js`)) {
    const { isReady } = await import('./setup/freshness.mjs');
    if (!isReady(root)) {
      const { setUp } = await import('./setup/set-up.mjs');
      await setUp(root);
    }
  }
} catch (error) {
  console.error(`sagebrush: ${error.message}`);
  process.exit(1);
}

const { main } = await import('../dist/main.js');
await main(process.argv);
