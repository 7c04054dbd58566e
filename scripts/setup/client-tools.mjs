import { fileURLToPath } from 'node:url';
import { ensurePythonTools } from './python-tools.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Makes the Python clients ready and tells tests where they are. vitest calls it before the tests in tests/clients. */
export async function setup() {
  process.env.SAGEBRUSH_TEST_TOOLS = await ensurePythonTools(root, 'tests/clients/requirements.txt');
}
