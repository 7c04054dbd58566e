import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientTool } from '../support/client-tools.ts';
import { outputOf } from '../support/run-program.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

const CASES = fileURLToPath(new URL('policies', import.meta.url));

describe('Policies, by boto3', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server.close());

  it('let users do what they say, and refuse in the words that boto3 users know', async () => {
    const arguments_ = ['-m', 'pytest', '-q', '-p', 'no:cacheprovider', CASES];
    const environment = { ...server.environment, PYTHONDONTWRITEBYTECODE: '1' };
    expect(await outputOf(clientTool('python'), arguments_, environment)).toMatch(/\d+ passed/);
  });
});
