import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newUuid } from '../../src/base/ids.ts';
import { ApiClient } from '../support/api-client.ts';
import { REGION } from '../support/callers.ts';
import { createPostgresDatabase, dropPostgresDatabase } from '../support/postgres.ts';
import { startWholeServer, type WholeServer } from '../support/whole-server.ts';
import type { Members } from '../support/wire-encoding.ts';

const SCHEMA = 'https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent';

describe.each(['SQLite', 'PostgreSQL'])('OpenLineage events that come in (%s)', (database) => {
  let server: WholeServer;
  let client: ApiClient;
  let databaseUrl: string | undefined;

  beforeAll(async () => {
    if (database === 'PostgreSQL') databaseUrl = await createPostgresDatabase();
    server = await startWholeServer(databaseUrl);
    client = new ApiClient(server);
  });
  afterAll(async () => {
    client.close();
    await server.close();
    if (databaseUrl) await dropPostgresDatabase(databaseUrl);
    expect(server.faults).toEqual([]);
  });

  const key = () => `${server.credential.accessKeyId}:${server.credential.secretAccessKey}`;
  const post = async (body: string | Buffer, headers: Record<string, string> = {}, query = '') => {
    const response = await fetch(`${server.url}/api/v1/lineage${query}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key()}`, ...headers },
      body,
    });
    return { status: response.status, text: await response.text() };
  };
  const runEvent = (more: object = {}) => ({
    eventType: 'START',
    eventTime: '2026-01-02T03:04:05.678Z',
    producer: 'https://example.com/scheduler',
    schemaURL: SCHEMA,
    job: { namespace: 'airflow', name: 'etl.load_orders' },
    run: { runId: newUuid() },
    inputs: [{ namespace: 's3://lake', name: 'raw/orders' }],
    outputs: [{ namespace: 's3://lake', name: 'clean/orders' }],
    ...more,
  });
  const send = async (event: object, query = '') => {
    const answer = await post(JSON.stringify(event), {}, query);
    expect(answer).toEqual({ status: 201, text: '' });
  };
  const ask = (operation: string, input: Members) => client.ask('sagemaker', operation, input);
  const actionOf = (event: { run: { runId: string } }) =>
    ask('DescribeAction', { ActionName: `openlineage-${event.run.runId}` });
  const counts = async () => {
    const lists = ['ListActions', 'ListArtifacts', 'ListContexts', 'ListAssociations'];
    const answers = await Promise.all(lists.map((operation) => ask(operation, { MaxResults: 100 })));
    return answers.map((answer) => Object.values(answer)[0] as unknown[]).map((entries) => entries.length);
  };

  it('become an action between the artifacts of their data, and the context of their job', async () => {
    const event = runEvent();
    await send(event);
    const action = await actionOf(event);
    expect(action).toMatchObject({
      ActionType: 'OpenLineageRun',
      Status: 'InProgress',
      Source: { SourceUri: 'airflow/etl.load_orders', SourceId: event.run.runId },
      Properties: { JobName: 'etl.load_orders', Producer: 'https://example.com/scheduler' },
    });
    const { Vertices } = await ask('QueryLineage', { StartArns: [action['ActionArn']], Direction: 'Both' });
    const kinds = (Vertices as Members[]).map(({ LineageType }) => LineageType).sort();
    expect(kinds).toEqual(['Action', 'Artifact', 'Artifact', 'Context']);
    const found = await ask('ListArtifacts', { SourceUri: 's3://lake/clean/orders' });
    expect(found['ArtifactSummaries']).toHaveLength(1);
  });

  it('join the artifacts of jobs that ran here, and of requests', async () => {
    const made = await ask('CreateArtifact', { ArtifactType: 'DataSet', Source: { SourceUri: 's3://lake/shared' } });
    const event = runEvent({ outputs: [{ namespace: 's3://lake', name: 'shared' }] });
    await send(event);
    const associations = await ask('ListAssociations', { DestinationArn: made['ArtifactArn'] });
    expect(associations['AssociationSummaries']).toMatchObject([{ AssociationType: 'Produced' }]);
  });

  it('change nothing when they come again, or too late', async () => {
    const start = runEvent();
    const end = { ...start, eventType: 'COMPLETE', eventTime: '2026-01-02T03:05:05Z' };
    await send(start);
    await send(end);
    const before = await counts();
    for (const event of [start, end, start]) await send(event);
    expect(await counts()).toEqual(before);
    expect(await actionOf(start)).toMatchObject({ Status: 'Completed' });
    await send({ ...start, eventType: 'OTHER' });
    expect(await actionOf(start)).toMatchObject({ Status: 'Completed' });
  });

  it.each([
    ['FAIL', 'Failed'],
    ['ABORT', 'Stopped'],
    ['RUNNING', 'InProgress'],
    ['OTHER', 'Unknown'],
  ])('of the type %s leave the run %s', async (eventType, status) => {
    const event = runEvent({ eventType });
    await send(event);
    expect(await actionOf(event)).toMatchObject({ Status: status });
  });

  it('come side by side and make each thing once', async () => {
    const parent = { run: { runId: newUuid() }, job: { namespace: 'airflow', name: 'dag' } };
    const events = Array.from({ length: 12 }, () => runEvent({ run: { runId: newUuid(), facets: { parent } } }));
    await Promise.all([...events, ...events].map((event) => send(event)));
    const DestinationArn = (await actionOf(parent))['ActionArn'];
    const children = await ask('ListAssociations', { DestinationArn, MaxResults: 100 });
    expect(children['AssociationSummaries']).toHaveLength(events.length);
    expect(await actionOf(parent)).toMatchObject({ Status: 'Unknown' });
    await send({ ...runEvent(), ...parent });
    expect(await actionOf(parent)).toMatchObject({ Status: 'InProgress' });
  });

  it('may be of a job or of data alone', async () => {
    const { run, eventType, ...job } = runEvent({ job: { namespace: 'dbt', name: `model ${newUuid()}` } });
    await send(job);
    const contexts = await ask('ListContexts', { ContextType: 'OpenLineageJob', SourceUri: `dbt/${job.job.name}` });
    expect(contexts['ContextSummaries']).toHaveLength(1);
    const { job: _, inputs, outputs, ...rest } = job;
    const fields = [{ name: 'id', type: 'BIGINT' }, { name: 'total' }];
    await send({
      ...rest,
      dataset: { namespace: 'postgres://db:5432', name: 'shop.orders', facets: { schema: { fields } } },
    });
    const found = await ask('ListArtifacts', { SourceUri: 'postgres://db:5432/shop.orders' });
    const [{ ArtifactArn } = { ArtifactArn: '' }] = found['ArtifactSummaries'] as { ArtifactArn: string }[];
    expect(await ask('DescribeArtifact', { ArtifactArn })).toMatchObject({
      Properties: { Schema: 'id: BIGINT, total' },
    });
  });

  it('go to the region of their URL', async () => {
    const event = runEvent();
    await send(event, '?region=eu-central-1');
    await expect(actionOf(event)).rejects.toThrow('does not exist');
    expect(REGION).not.toBe('eu-central-1');
  });

  it('may be packed, and are refused when they unpack to too much', async () => {
    const packed = gzipSync(JSON.stringify(runEvent()));
    expect((await post(packed, { 'content-encoding': 'gzip' })).status).toBe(201);
    expect((await post(gzipSync(Buffer.alloc(6 * 2 ** 20)), { 'content-encoding': 'gzip' })).status).toBe(413);
    expect((await post('x', { 'content-encoding': 'gzip' })).status).toBe(400);
    expect((await post('x', { 'content-encoding': 'br' })).status).toBe(415);
  });

  it('need a key: the id and its secret, as a bearer token or a password', async () => {
    const body = JSON.stringify(runEvent());
    const { accessKeyId } = server.credential;
    for (const authorization of [
      '',
      'Bearer',
      'Bearer x',
      `Bearer ${accessKeyId}:wrong`,
      `Bearer ${accessKeyId}`,
      'Token x:y',
    ]) {
      expect((await post(body, { authorization })).status, authorization).toBe(401);
    }
    const basic = Buffer.from(key()).toString('base64');
    expect((await post(body, { authorization: `Basic ${basic}` })).status).toBe(201);
    const read = await fetch(`${server.url}/api/v1/lineage`, { headers: { authorization: `Bearer ${key()}` } });
    expect(read.status).toBe(405);
  });

  /** The key of a new user who may do this, as a bearer token. */
  async function userWho(...statements: object[]): Promise<{ authorization: string }> {
    const UserName = `sender-${newUuid().slice(0, 8)}`;
    await client.call('iam', 'CreateUser', { UserName });
    const made = (await client.call('iam', 'CreateAccessKey', { UserName })).body.toString();
    const element = (name: string) => new RegExp(`<${name}>([^<]+)<`).exec(made)?.[1] ?? '';
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: statements });
    await client.call('iam', 'PutUserPolicy', { UserName, PolicyName: 'own', PolicyDocument });
    return { authorization: `Bearer ${element('AccessKeyId')}:${element('SecretAccessKey')}` };
  }
  const MAKES = ['CreateAction', 'CreateArtifact', 'CreateContext', 'AddAssociation'].map(
    (name) => `sagemaker:${name}`,
  );
  const allow = (Action: string[], more: object = {}) => ({ Effect: 'Allow', Action, Resource: '*', ...more });
  const deny = (Action: string, Resource = '*') => ({ Effect: 'Deny', Action, Resource });

  it('need the right to all that they make: each entity, the parent included, and each association', async () => {
    const parent = { run: { runId: newUuid() }, job: { namespace: 'airflow', name: `dag-${newUuid()}` } };
    const event = runEvent({ run: { runId: newUuid(), facets: { parent } } });
    const before = await counts();
    for (const refused of [
      deny('sagemaker:AddAssociation'),
      deny('sagemaker:CreateAction', `arn:aws:sagemaker:*:*:action/openlineage-${parent.run.runId}`),
      deny('sagemaker:CreateContext', 'arn:aws:sagemaker:*:*:context/openlineage-dag-*'),
      deny('sagemaker:AddAssociation', `arn:aws:sagemaker:*:*:action/openlineage-${parent.run.runId}`),
    ]) {
      const answer = await post(JSON.stringify(event), await userWho(allow(MAKES), refused));
      expect(answer.status, JSON.stringify(refused)).toBe(403);
    }
    expect(await counts()).toEqual(before);
    expect((await post(JSON.stringify(event), await userWho(allow(MAKES)))).status).toBe(201);
  });

  it('need the right to change an action whose status they change', async () => {
    const start = runEvent();
    const end = JSON.stringify({ ...start, eventType: 'COMPLETE' });
    const maker = await userWho(allow(MAKES));
    for (const _ of ['first', 'again']) expect((await post(JSON.stringify(start), maker)).status).toBe(201);
    const refused = await post(end, maker);
    expect(refused).toMatchObject({ status: 403, text: expect.stringContaining('sagemaker:UpdateAction') });
    expect(await actionOf(start)).toMatchObject({ Status: 'InProgress' });
    const changer = await userWho(allow([...MAKES, 'sagemaker:UpdateAction']));
    expect((await post(end, changer)).status).toBe(201);
    expect(await actionOf(start)).toMatchObject({ Status: 'Completed' });
  });

  it('are taken from where the policies of their sender let them come from', async () => {
    const from = (range: string) => ({ Condition: { IpAddress: { 'aws:SourceIp': range } } });
    const body = JSON.stringify(runEvent());
    expect((await post(body, await userWho(allow(MAKES, from('127.0.0.0/8'))))).status).toBe(201);
    expect((await post(body, await userWho(allow(MAKES, from('203.0.113.0/24'))))).status).toBe(403);
  });

  it('that are wrong are refused with what is wrong, and leave nothing', async () => {
    const before = await counts();
    const { run, job, eventTime, producer, ...rest } = runEvent();
    const whole = { ...rest, run, job, eventTime, producer };
    const wrong: [string | object, number, string][] = [
      ['{', 400, 'not valid JSON'],
      ['[]', 422, 'The event must be an object'],
      ['null', 422, 'The event must be an object'],
      [{ ...rest, run, job, producer }, 422, 'eventTime is required'],
      [{ ...whole, eventTime: 'yesterday' }, 422, 'eventTime must be a date and time'],
      [{ ...whole, producer: undefined }, 422, 'producer is required'],
      [{ ...whole, schemaURL: 7 }, 422, 'schemaURL is required'],
      [{ ...whole, eventType: 'BEGIN' }, 422, 'eventType must be one of START, RUNNING'],
      [{ ...whole, job: { namespace: 'x' } }, 422, 'job.name is required'],
      [{ ...whole, job: undefined }, 422, 'job must be an object'],
      [{ ...whole, run: { runId: '7' } }, 422, 'run.runId must be a UUID'],
      [
        { ...whole, run: { runId: newUuid(), facets: { parent: { run: {}, job } } } },
        422,
        'run.facets.parent.run.runId',
      ],
      [{ ...whole, inputs: {} }, 422, 'inputs must be a list'],
      [{ ...whole, inputs: [{ namespace: 's3://x', name: 'a\u0000b' }] }, 422, 'inputs[0].name holds characters'],
      [{ ...whole, outputs: [{ namespace: 's3://x', name: 'a'.repeat(2049) }] }, 422, 'outputs[0].name may have 2048'],
      [{ ...whole, outputs: Array(501).fill({ namespace: 'x', name: 'y' }) }, 422, 'outputs may have 500 entries'],
    ];
    for (const [event, status, text] of wrong) {
      const answer = await post(typeof event === 'string' ? event : JSON.stringify(event));
      expect(answer.status, text).toBe(status);
      expect(JSON.parse(answer.text)).toMatchObject({ code: status, message: expect.stringContaining(text) });
    }
    expect(await counts()).toEqual(before);
  });
});
