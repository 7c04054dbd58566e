import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiClient } from '../support/api-client.ts';
import { clientTool } from '../support/client-tools.ts';
import { makeBucket, makeThings } from '../support/example-input-things.ts';
import { type HookServer, startHookServer } from '../support/hook-server.ts';
import { outputOf } from '../support/run-program.ts';
import { startTestServer, type TestServer } from '../support/server.ts';
import { until } from '../support/until.ts';
import type { Members } from '../support/wire-encoding.ts';

const CASES = fileURLToPath(new URL('openlineage/cases.py', import.meta.url));
const RUN = 'openlineage-0193c0de-0000-7000-8000-000000000001';
const PARENT = 'openlineage-0193c0de-0000-7000-8000-000000000002';
const ROLE = 'arn:aws:iam::123456789012:role/SagebrushExecutionRole';

describe('The official client of OpenLineage', () => {
  let collector: HookServer;
  let server: TestServer;
  let client: ApiClient;
  const python = () => clientTool('python', 'SAGEBRUSH_TEST_OPENLINEAGE');
  beforeAll(async () => {
    collector = await startHookServer();
    server = await startTestServer({
      flags: ['--openlineage', collector.url],
      environment: { SAGEBRUSH_OPENLINEAGE_API_KEY: 'key-of-the-collector' },
    });
    const { endpoint, accessKeyId, secretAccessKey, accountId } = server;
    const principal = { kind: 'user', arn: '', account: accountId, principalId: '' } as const;
    client = new ApiClient({ url: endpoint, credential: { accessKeyId, secretAccessKey, principal } });
  });
  afterAll(async () => {
    client.close();
    await server.close();
    await collector.close();
  });

  const ask = (operation: string, input: Members) => client.ask('sagemaker', operation, input);

  it('sends its events with the key of an account, and they are in its lineage', async () => {
    const environment = {
      ...server.environment,
      OPENLINEAGE_URL: server.endpoint,
      OPENLINEAGE_API_KEY: `${server.accessKeyId}:${server.secretAccessKey}`,
    };
    expect(await outputOf(python(), [CASES, 'emit'], environment)).toContain('emitted');
    const action = await ask('DescribeAction', { ActionName: RUN });
    expect(action).toMatchObject({ Status: 'Completed', Properties: { JobName: 'shop.load_orders' } });
    const { Vertices } = await ask('QueryLineage', {
      StartArns: [action['ActionArn']],
      Direction: 'Both',
      MaxDepth: 1,
    });
    const kinds = (Vertices as Members[]).map(({ Type }) => Type).sort();
    expect(kinds).toEqual(['DataSet', 'DataSet', 'OpenLineageJob', 'OpenLineageRun', 'OpenLineageRun']);
    expect(await ask('DescribeAction', { ActionName: PARENT })).toMatchObject({ Status: 'Unknown' });
    const raw = await ask('ListArtifacts', { SourceUri: 's3://lake/raw/orders' });
    const [{ ArtifactArn } = { ArtifactArn: '' }] = raw['ArtifactSummaries'] as { ArtifactArn: string }[];
    const described = await ask('DescribeArtifact', { ArtifactArn });
    expect(described).toMatchObject({ Properties: { Schema: 'id: BIGINT, total: DECIMAL' } });
    const alone = await ask('ListArtifacts', { SourceUri: 's3://lake/alone' });
    expect(alone['ArtifactSummaries']).toHaveLength(1);
  });

  it('finds every event that the server sends as the specification asks for', async () => {
    await makeBucket(client, 'lineage');
    const whole = { url: server.endpoint, role: ROLE } as Parameters<typeof makeThings>[1];
    await makeThings(client, whole, 'lineage', 'told');
    const events = () => collector.calls.map(({ body }) => body);
    const has = (pattern: RegExp) => events().some((body) => pattern.test(body));
    await until(
      async () => events(),
      () =>
        has(/"FAIL".*pipeline\/told"/) &&
        has(/"(FAIL|COMPLETE)".*training-job\/told"/) &&
        has(/model-package-group\/told/),
    );
    const { path, headers } = collector.calls[0] ?? {};
    expect(path).toBe('/api/v1/lineage');
    expect(headers?.authorization).toBe('Bearer key-of-the-collector');
    const lines = events().join('\n');
    const checked = spawnSync(python(), [CASES, 'check'], { input: lines, encoding: 'utf8', env: server.environment });
    expect(checked.stdout + checked.stderr).toBe(`${events().length} events are well\n`);
  });
});
