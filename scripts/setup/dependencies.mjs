import { readFileSync, writeFileSync } from 'node:fs';
import { INSTALL_STAMP, installFingerprint } from './freshness.mjs';
import { runCommand, runStep } from './run-step.mjs';

/** Installs exactly what package-lock.json says, unless that is what is there already. */
export async function installDependencies(root) {
  const fingerprint = installFingerprint(root);
  if (!agreesWithLock(root)) {
    const count = Object.keys(readJson(`${root}package-lock.json`).packages).length - 1;
    await runStep(`Installing dependencies (up to ${count} packages, once per lock file)`, () =>
      // The build needs the development dependencies, whatever NODE_ENV says.
      runCommand('npm', ['ci', '--include=dev', '--no-progress', '--loglevel=error'], { cwd: root }),
    );
  }
  writeFileSync(root + INSTALL_STAMP, fingerprint);
}

/**
 * npm writes what it installed into node_modules/.package-lock.json. Packages for other platforms are missing there,
 * and only they may be.
 */
function agreesWithLock(root) {
  let installed;
  try {
    installed = readJson(`${root}node_modules/.package-lock.json`).packages;
  } catch {
    return false;
  }
  return Object.entries(readJson(`${root}package-lock.json`).packages).every(([path, wanted]) => {
    if (path === '') return true;
    const found = installed[path];
    return found ? found.version === wanted.version : wanted.optional === true || wanted.devOptional === true;
  });
}

function readJson(path) {
  return JSON.parse(readFileSync(path, 'utf8'));
}
