import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientTool } from '../support/client-tools.ts';
import { outputOf } from '../support/run-program.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

/** A product for the tests of projects: a template with a parameter of its own, and one resource. */
const TEMPLATE = `
Parameters:
  SageMakerProjectName: { Type: String }
  SageMakerProjectId: { Type: String }
  Purpose: { Type: String, Default: for a test }
Resources:
  Models:
    Type: AWS::SageMaker::ModelPackageGroup
    Properties:
      ModelPackageGroupName: !Sub '\${SageMakerProjectName}-models'
      ModelPackageGroupDescription: !Ref Purpose
`;
const CASES = fileURLToPath(new URL('boto3_operations', import.meta.url));

describe('Each operation of the API pages', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({ flags: ['--images', 'registry.test/python:3=python3'] });
    const product = join(server.dataDir, 'products', 'prod-models');
    mkdirSync(product, { recursive: true });
    writeFileSync(join(product, 'pa-first.yaml'), TEMPLATE);
  });
  afterAll(() => server.close());

  it('does by boto3 what the pages say', async () => {
    const arguments_ = ['-m', 'pytest', '-q', '--tb=short', '-p', 'no:cacheprovider', CASES];
    expect(await outputOf(clientTool('python'), arguments_, server.environment)).toMatch(/\d+ passed/);
  });
});
