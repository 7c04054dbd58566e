// Says in a few milliseconds whether a clone is set up, from names, sizes and times of files alone.
import { readdirSync, readFileSync, statSync } from 'node:fs';

/** Written into node_modules once they agree with package-lock.json. */
export const INSTALL_STAMP = 'node_modules/.sagebrush-install';
/** Written into dist; it names the sources that dist was built from. */
export const BUILD_STAMP = 'dist/.sagebrush-build';

export function isReady(root) {
  return isInstalled(root) && isBuilt(root);
}

export function isInstalled(root) {
  return readOrUndefined(root + INSTALL_STAMP) === installFingerprint(root);
}

export function isBuilt(root) {
  return readOrUndefined(root + BUILD_STAMP) === buildFingerprint(root);
}

export function installFingerprint(root) {
  return fileFingerprint(root, 'package-lock.json');
}

/** One line per file that the build reads, so that a removed or renamed source is noticed too. */
export function buildFingerprint(root) {
  const files = readdirSync(`${root}src`, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && isBuildInput(entry.name))
    .map((entry) => `${entry.parentPath ?? entry.path}/${entry.name}`.slice(root.length))
    .sort();
  return ['package-lock.json', 'scripts/setup/build.mjs', ...files]
    .map((file) => fileFingerprint(root, file))
    .join('\n');
}

/** Tests and pages for people take no part in the build. */
export function isBuildInput(name) {
  return !name.endsWith('.test.ts') && !name.endsWith('.md');
}

function fileFingerprint(root, file) {
  const { mtimeMs, size } = statSync(root + file);
  return `${file} ${mtimeMs} ${size}`;
}

function readOrUndefined(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
