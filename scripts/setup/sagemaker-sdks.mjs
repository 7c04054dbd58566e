import { fileURLToPath } from 'node:url';
import { ensurePythonTools } from './python-tools.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Makes both SageMaker Python SDKs ready, each in an environment of its own: they want the same packages in other
 * versions. vitest calls it before the tests in tests/clients.
 */
export async function setup() {
  const v2 = 'tests/clients/sagemaker-v2/requirements.txt';
  const v3 = 'tests/clients/sagemaker-v3/requirements.txt';
  process.env.SAGEBRUSH_TEST_SAGEMAKER_V2 = await ensurePythonTools(root, v2);
  process.env.SAGEBRUSH_TEST_SAGEMAKER_V3 = await ensurePythonTools(root, v3, { isComplete: false });
}
