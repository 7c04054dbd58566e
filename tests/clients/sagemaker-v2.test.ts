import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientTool } from '../support/client-tools.ts';
import { outputOf } from '../support/run-program.ts';
import { startTestServer, type TestServer } from '../support/server.ts';
import { shellEnvironment } from '../support/shell-environment.ts';

const DIRECTORY = fileURLToPath(new URL('sagemaker-v2/', import.meta.url));
const CASES = readdirSync(DIRECTORY).filter((name) => name.endsWith('_cases.py'));

describe('the SageMaker Python SDK v2', () => {
  let server: TestServer;
  let environment: Record<string, string>;
  beforeAll(async () => {
    const interpreter = clientTool('python', 'SAGEBRUSH_TEST_SAGEMAKER_V2');
    server = await startTestServer({ flags: ['--images', `with-sdk:*=${interpreter}`] });
    environment = { ...(await shellEnvironment(server)), SAGEMAKER_SUPPRESS_V2_WARNING: '1' };
  });
  afterAll(() => server.close());

  it.each(CASES)(
    'does what its users rely on: %s',
    async (cases) => {
      const python = clientTool('python', 'SAGEBRUSH_TEST_SAGEMAKER_V2');
      const flags = ['-q', '-p', 'no:cacheprovider', '-W', 'ignore', '--tb=short', '--durations=3'];
      const output = await outputOf(python, ['-m', 'pytest', ...flags, `${DIRECTORY}${cases}`], environment);
      expect(output).toMatch(/\d+ passed/);
    },
    600_000,
  );
});
