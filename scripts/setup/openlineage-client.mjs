import { fileURLToPath } from 'node:url';
import { ensurePythonTools } from './python-tools.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Makes OpenLineage's own client ready. vitest calls it before the tests in tests/clients. */
export async function setup() {
  process.env.SAGEBRUSH_TEST_OPENLINEAGE = await ensurePythonTools(root, 'tests/clients/openlineage/requirements.txt');
}
