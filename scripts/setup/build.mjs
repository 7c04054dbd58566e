import { cpSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { BUILD_STAMP, buildFingerprint, isBuildInput } from './freshness.mjs';
import { runStep } from './run-step.mjs';

/**
 * Compiles src to dist. The new tree is written beside the old one and takes its place in one go, so that a process
 * never loads half a build and no file of a deleted source stays behind.
 */
export async function build(root) {
  // Taken before the build: a source that is saved while it runs makes the next start build again.
  const fingerprint = buildFingerprint(root);
  const fresh = `${root}dist.new`;
  rmSync(fresh, { recursive: true, force: true });
  await runStep('Building', process.execPath, {
    args: ['node_modules/typescript-7/bin/tsc', '-p', 'tsconfig.build.json', '--outDir', fresh],
    cwd: root,
  });
  copyOtherFiles(`${root}src`, fresh);
  writeFileSync(BUILD_STAMP.replace('dist', fresh), fingerprint);

  const old = `${root}dist.old`;
  rmSync(old, { recursive: true, force: true });
  try {
    renameSync(`${root}dist`, old);
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
  renameSync(fresh, `${root}dist`);
  rmSync(old, { recursive: true, force: true });
}

/** Generated JSON, shell scripts and the like lie beside the compiled code that reads them. */
function copyOtherFiles(from, to) {
  cpSync(from, to, {
    recursive: true,
    filter: (source) => !source.endsWith('.ts') && isBuildInput(basename(source)),
  });
}
