import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientTool } from '../support/client-tools.ts';
import { outputOf } from '../support/run-program.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

const CASES = fileURLToPath(new URL('boto3_operations', import.meta.url));

describe('Each operation of the API pages', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({ flags: ['--images', 'registry.test/python:3=python3'] });
  });
  afterAll(() => server.close());

  it('does by boto3 what the pages say', async () => {
    const arguments_ = ['-m', 'pytest', '-q', '--tb=short', '-p', 'no:cacheprovider', CASES];
    expect(await outputOf(clientTool('python'), arguments_, server.environment)).toMatch(/\d+ passed/);
  });
});
