import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientTool } from '../support/client-tools.ts';
import { outputOf } from '../support/run-program.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

const CASES = fileURLToPath(new URL('boto3_cases.py', import.meta.url));

describe('boto3', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server.close());

  it('gets the answers and errors that its users rely on', async () => {
    const arguments_ = ['-m', 'pytest', '-q', '-p', 'no:cacheprovider', CASES];
    expect(await outputOf(clientTool('python'), arguments_, server.environment)).toMatch(/\d+ passed/);
  });
});
