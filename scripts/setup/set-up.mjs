// Brings a clone to where it runs: dependencies from the lock file, then the build. Progress goes to stderr, because
// stdout belongs to the command that was asked for.
import { build } from './build.mjs';
import { installDependencies } from './dependencies.mjs';
import { isBuilt, isInstalled } from './freshness.mjs';
import { withSetupLock } from './lock.mjs';

export async function setUp(root) {
  await withSetupLock(root, async () => {
    if (!isInstalled(root)) await installDependencies(root);
    if (!isBuilt(root)) await build(root);
  });
}
