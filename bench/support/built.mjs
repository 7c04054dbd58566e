import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Builds modules of the server, given by their paths below src: for figures of what lies below HTTP. */
export async function buildModules(...paths) {
  const directory = mkdtempSync(join(tmpdir(), 'sagebrush-bench-build-'));
  symlinkSync(`${root}node_modules`, join(directory, 'node_modules'));
  // The facts of the API are read when they are first asked for.
  symlinkSync(`${root}src/api/generated`, join(directory, 'generated'));
  process.on('exit', () => rmSync(directory, { recursive: true, force: true }));
  const build = await rolldown({
    input: Object.fromEntries(paths.map((path) => [path, `${root}src/${path}.ts`])),
    platform: 'node',
    external: /^[^./]/,
  });
  await build.write({
    dir: directory,
    format: 'esm',
    entryFileNames: '[name].mjs',
    chunkFileNames: '[name]-[hash].mjs',
  });
  await build.close();
  const modules = paths.map((path) => import(pathToFileURL(join(directory, `${path}.mjs`)).href));
  return Object.assign({}, ...(await Promise.all(modules)));
}
