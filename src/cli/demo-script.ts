import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { readCredentials } from '../config/credentials-file.ts';
import { processEnvironment } from '../config/environment.ts';

const EXAMPLE = fileURLToPath(new URL('../../examples/quickstart/', import.meta.url));

/** What the user's shell would hold after `eval "$(sagebrush env)"`, and nothing else that concerns AWS. */
export function clientEnvironment(dataDir: string, endpoint: string): Record<string, string> {
  const credentials = readCredentials(dataDir);
  if (!credentials) throw new Error(`the server left no credentials in ${dataDir}`);
  const { PATH = '', HOME = '' } = processEnvironment();
  return {
    PATH,
    HOME,
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_REGION: credentials.region,
    // The clients' notice about Node versions is no part of the demo.
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  };
}

/** Runs a script of examples/quickstart, shows what it prints and hands every line to the listener. Throws when it fails. */
export async function runExample(
  script: string,
  environment: Record<string, string>,
  abort: AbortSignal,
  onLine: (line: string) => void = () => {},
): Promise<void> {
  const child = spawn(process.execPath, [EXAMPLE + script], {
    env: environment,
    stdio: ['ignore', 'pipe', 'inherit'],
    signal: abort,
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exitCode) => resolve(exitCode));
  });
  createInterface({ input: child.stdout }).on('line', (line) => {
    console.log(line);
    onLine(line);
  });
  const exitCode = await ended;
  if (exitCode !== 0) throw new Error(`examples/quickstart/${script} failed`);
}
