import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientTool } from '../support/client-tools.ts';
import { outputOf } from '../support/run-program.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

const EXAMPLES = fileURLToPath(new URL('../../examples/', import.meta.url));
const QUIET = { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' };

describe('the quickstart', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server.close());
  const runScript = (script: string) =>
    outputOf(process.execPath, [`${EXAMPLES}quickstart/${script}`], { ...server.environment, ...QUIET });

  it('takes raw data to an endpoint that is right on nine rows of ten', async () => {
    const output = await runScript('quickstart.mjs');
    expect(output).toMatch(/Train +│ trees=100 validation:accuracy=0\.9/);
    expect(output).toMatch(/execution +Succeeded/);
    expect(output).toMatch(/validation:accuracy = 0\.9/);
    expect(output).toMatch(/model-package\/quickstart\/1 is Approved/);
    const accuracy = Number(/accuracy ([\d.]+)\n/.exec(output)?.[1]);
    expect(accuracy).toBeGreaterThan(0.9);
  });

  it('finishes a second run although the server is killed while its training job runs', async () => {
    const child = spawn(process.execPath, [`${EXAMPLES}quickstart/second-run.mjs`], {
      env: { ...server.environment, ...QUIET },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const lines: string[] = [];
    let restarted: Promise<void> | undefined;
    createInterface({ input: child.stdout }).on('line', (line) => {
      lines.push(line);
      if (/Train +Executing/.test(line)) restarted ??= server.killAndRestart();
    });
    const exitCode = await new Promise((resolve) => child.once('close', resolve));
    await restarted;
    expect(restarted).toBeDefined();
    expect(lines.join('\n')).toMatch(/execution +Succeeded/);
    expect(exitCode).toBe(0);
    expect(lines.join('\n')).toContain('model-package/quickstart/2');
    // Each step's script logged its first line once: no job was started twice.
    expect(lines.filter((line) => line.includes('training on'))).toHaveLength(1);
  });

  it('takes down its endpoints', async () => {
    expect(await runScript('clean-up.mjs')).toMatch(/Deleted endpoint quickstart-/);
    expect(await runScript('clean-up.mjs')).toBe('');
  });

  it('does the same by boto3', async () => {
    const script = `${EXAMPLES}quickstart-python/quickstart.py`;
    const output = await outputOf(clientTool('python'), ['-u', script], server.environment);
    expect(Number(/accuracy ([\d.]+)\n/.exec(output)?.[1])).toBeGreaterThan(0.9);
    expect(output).toContain('Deleted the endpoint');
  });
});
