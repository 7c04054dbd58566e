import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientTool } from './client-tools.ts';
import { outputOf } from './run-program.ts';
import { startTestServer, type TestServer } from './server.ts';
import { shellEnvironment } from './shell-environment.ts';

const FLAGS = ['-q', '-p', 'no:cacheprovider', '-W', 'ignore', '--tb=short', '--durations=3'];

export interface SdkCases {
  /** `v2` of `tests/clients/sagemaker-v2`, whose `*_cases.py` are run. */
  readonly version: string;
  /** The variable that names the SDK's Python environment. */
  readonly environment: string;
  /** Further flags of the server, given the SDK's interpreter. */
  readonly flags?: (interpreter: string) => string[];
  /** Further variables of the shell. */
  readonly variables?: Readonly<Record<string, string>>;
}

/** Runs the cases of a version of the SageMaker Python SDK in the shell that `sagebrush env` makes. */
export function describeSdk({ version, environment: tools, flags = () => [], variables = {} }: SdkCases): void {
  const directory = fileURLToPath(new URL(`../clients/sagemaker-${version}/`, import.meta.url));
  const cases = readdirSync(directory).filter((name) => name.endsWith('_cases.py'));

  describe(`the SageMaker Python SDK ${version}`, () => {
    let server: TestServer;
    let environment: Record<string, string>;
    beforeAll(async () => {
      server = await startTestServer({ flags: flags(clientTool('python', tools)) });
      environment = { ...(await shellEnvironment(server)), ...variables };
    });
    afterAll(() => server.close());

    it.each(cases)(
      'does what its users rely on: %s',
      async (file) => {
        const python = clientTool('python', tools);
        const output = await outputOf(python, ['-m', 'pytest', ...FLAGS, `${directory}${file}`], environment);
        expect(output).toMatch(/\d+ passed/);
      },
      600_000,
    );
  });
}
