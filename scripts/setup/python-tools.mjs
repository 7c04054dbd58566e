import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { withSetupLock } from './lock.mjs';
import { runCommand, runStep } from './run-step.mjs';

const PYTHON_NAMES = ['python3', 'python3.14', 'python3.13', 'python3.12', 'python3.11', 'python3.10', 'python3.9'];

/**
 * Python tools from a file of pinned requirements with hashes, in a virtual environment outside of the clone that is
 * made once per content of the file. Gives the directory with its programs. A file that is not complete leaves out
 * dependencies on purpose, and pip must not ask for them.
 */
export async function ensurePythonTools(root, requirements, { isComplete = true } = {}) {
  const python = findPython();
  const content = readFileSync(root + requirements);
  const key = createHash('sha256').update(content).update(python.version).digest('hex').slice(0, 16);
  const environment = join(cacheDirectory(), 'tools', `${dirname(requirements).replaceAll('/', '-')}-${key}`);
  const stamp = join(environment, '.complete');
  mkdirSync(dirname(environment), { recursive: true });
  // Clones share it.
  await withSetupLock(dirname(environment), async () => {
    if (existsSync(stamp)) return;
    rmSync(environment, { recursive: true, force: true });
    await runStep(`Making a Python environment from ${requirements}`, () => makeEnvironment(python, environment, root));
    const pip = ['-m', 'pip', 'install', '--quiet', '--no-compile', '--require-hashes', '--requirement', requirements];
    if (!isComplete) pip.push('--no-deps');
    await runStep(`Installing ${requirements} (once)`, () =>
      runCommand(join(environment, 'bin/python'), pip, { cwd: root }),
    );
    writeFileSync(stamp, '');
  });
  return join(environment, 'bin');
}

async function makeEnvironment(python, environment, root) {
  try {
    await runCommand(python.program, ['-m', 'venv', environment], { cwd: root });
  } catch (error) {
    throw new Error(`${error.message}\nOn Debian and Ubuntu, 'apt install python3-venv' brings what is missing.`);
  }
}

/** The first Python that is 3.9 or newer, or the one that SAGEBRUSH_PYTHON names. */
function findPython() {
  const chosen = process.env.SAGEBRUSH_PYTHON;
  for (const program of chosen ? [chosen] : PYTHON_NAMES) {
    const { stdout } = spawnSync(program, ['-c', 'import sys; print("%d.%d" % sys.version_info[:2])'], {
      encoding: 'utf8',
    });
    const version = stdout?.trim();
    const [major, minor] = (version || '0.0').split('.').map(Number);
    if (major === 3 && minor >= 9) return { program, version };
  }
  throw new Error(`no Python 3.9 or newer was found${chosen ? ` at ${chosen}` : ' on your PATH'}`);
}

function cacheDirectory() {
  const xdg = process.env.XDG_CACHE_HOME;
  return join(xdg && isAbsolute(xdg) ? xdg : join(homedir(), '.cache'), 'sagebrush');
}
