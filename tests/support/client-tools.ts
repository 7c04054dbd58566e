import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** A program of a Python environment that scripts/setup makes before the client tests. */
export function clientTool(name: string, environment = 'SAGEBRUSH_TEST_TOOLS'): string {
  const directory = process.env[environment];
  if (!directory) throw new Error('the client tools are not set up; run these tests by vitest with --project clients');
  return join(directory, name);
}

export interface InstalledCli {
  readonly name: string;
  readonly program: string;
  /** False for versions before 2.13, which must be told the endpoint by a flag. */
  readonly readsEndpointVariable: boolean;
}

const DEBIAN_CLI = '/usr/bin/aws';

/** Every AWS CLI there is to test with: the newest from PyPI, and Debian's where it is installed. */
export function installedClis(): readonly InstalledCli[] {
  const clis: InstalledCli[] = [{ name: "PyPI's awscli", program: clientTool('aws'), readsEndpointVariable: true }];
  // Where everything is meant to be installed, leaving it out would hide a broken set-up.
  if (existsSync(DEBIAN_CLI) || process.env['SAGEBRUSH_TESTS_REQUIRE_ALL']) {
    clis.push({ name: "Debian's awscli", program: DEBIAN_CLI, readsEndpointVariable: false });
  }
  return clis;
}
