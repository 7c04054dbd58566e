import { existsSync, rmSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OperationContext } from '../../src/api/operation.ts';
import { randomLowerId } from '../../src/base/ids.ts';
import { ACCOUNT, callContext, REGION } from '../support/callers.ts';
import { type EndpointWorld, openEndpointWorld, until } from '../support/endpoint-world.ts';
import { MODEL_SERVER } from '../support/model-server.ts';
import { forEachStore } from '../support/stores.ts';
import { IMAGE } from '../support/system-python.ts';
import { archiveOf, archiveThatLeaves } from '../support/text-archive.ts';

const TIMES = { healthIntervalMs: 100, stopGraceMs: 2000, startupTimeoutMs: 4000, invocationTimeoutMs: 1500 };
const PING_FAILED =
  'The primary container for production variant AllTraffic did not pass the ping health check. Please check CloudWatch logs for this endpoint.';

forEachStore('Endpoints', (open, dialect) => {
  let world: EndpointWorld;

  beforeAll(async () => {
    world = await openEndpointWorld(await open(), { times: TIMES });
  });
  afterAll(() => world.remove());

  const arnOf = (name: string) => `arn:aws:sagemaker:${REGION}:${ACCOUNT}:endpoint/${name.toLowerCase()}`;

  async function streamsOf(name: string): Promise<string[]> {
    const { logStreams = [] } = await world.logs('DescribeLogStreams', {
      logGroupName: `/aws/sagemaker/Endpoints/${name}`,
    });
    return logStreams.map((stream) => stream.logStreamName ?? '');
  }

  async function messagesOf(name: string): Promise<string[]> {
    const messages: string[] = [];
    for (const logStreamName of await streamsOf(name)) {
      const { events = [] } = await world.logs('GetLogEvents', {
        logGroupName: `/aws/sagemaker/Endpoints/${name}`,
        logStreamName,
        startFromHead: true,
      });
      messages.push(...events.map((event) => event.message ?? ''));
    }
    return messages;
  }

  describe('an endpoint in service', () => {
    let name: string;
    beforeAll(async () => {
      name = await world.createEndpoint('forty-two', { COLOUR: 'blue' });
    });

    it('answers with what its model says, and shows its variants', async () => {
      const answer = await world.runtime('InvokeEndpoint', {
        EndpointName: name,
        Body: Buffer.from('1,2,3'),
        ContentType: 'text/csv',
        Accept: 'application/json',
        CustomAttributes: 'trace=1',
      });
      expect(answer).toMatchObject({
        ContentType: 'application/json',
        InvokedProductionVariant: 'AllTraffic',
        CustomAttributes: 'seen trace=1',
      });
      expect(JSON.parse(Buffer.from(answer.Body).toString())).toMatchObject({
        weights: 'forty-two',
        body: '1,2,3',
        contentType: 'text/csv',
        accept: 'application/json',
      });
      expect(await world.call('DescribeEndpoint', { EndpointName: name })).toMatchObject({
        EndpointArn: arnOf(name),
        EndpointStatus: 'InService',
        ProductionVariants: [
          {
            VariantName: 'AllTraffic',
            DeployedImages: [{ SpecifiedImage: IMAGE }],
            CurrentWeight: 1,
            DesiredWeight: 1,
            CurrentInstanceCount: 1,
            DesiredInstanceCount: 1,
          },
        ],
      });
    });

    it('gives its container the environment, a way to keys of the role and a model it can not change', async () => {
      expect((await world.ask(name, 'env COLOUR')).extra).toBe('blue');
      const uri = (await world.ask(name, 'env AWS_CONTAINER_CREDENTIALS_FULL_URI')).extra;
      expect(uri).toBe('http://127.0.0.1:9/_sagebrush/role-credentials');
      expect((await world.ask(name, 'env AWS_REGION')).extra).toBe(REGION);
      expect((await world.ask(name, 'write')).extra).toBe('Read-only file system');
      expect((await world.ask(name, 'a b')).contentType).toBe('application/octet-stream');
    });

    it('passes on what goes wrong in the container as a ModelError', async () => {
      const ask = (text: string) => world.ask(name, text);
      await expect(ask('fail')).rejects.toMatchObject({
        code: 'ModelError',
        status: 424,
        message: `Received server error (500) from primary with message "the model is tired". See the CloudWatch Logs group /aws/sagemaker/Endpoints/${name} in account ${ACCOUNT} for more information.`,
        members: {
          OriginalStatusCode: 500,
          OriginalMessage: 'the model is tired',
          LogStreamArn: expect.stringContaining(`:log-group:/aws/sagemaker/Endpoints/${name}:log-stream:AllTraffic/i-`),
        },
      });
      await expect(ask('refuse')).rejects.toMatchObject({
        message: expect.stringContaining('Received client error (415) from primary with message "this is no CSV"'),
        members: { OriginalStatusCode: 415 },
      });
      await expect(ask('sleep 5')).rejects.toMatchObject({
        code: 'ModelError',
        message: expect.stringContaining(
          'Received server error (0) from primary with message "Your invocation timed out',
        ),
        members: { OriginalStatusCode: 0 },
      });
      await expect(ask('hang-up')).rejects.toMatchObject({ code: 'ModelError', members: { OriginalStatusCode: 0 } });
    });

    it('holds requests and answers to six mebibytes', async () => {
      const Body = Buffer.alloc(6_291_456, ' ');
      Body.write('huge 6291456');
      const answer = await world.runtime('InvokeEndpoint', { EndpointName: name, Body });
      expect(answer.Body.length).toBe(6_291_456);
      await expect(world.ask(name, 'huge 6291457')).rejects.toMatchObject({ code: 'ModelError' });
      await expect(
        world.runtime('InvokeEndpoint', { EndpointName: name, Body: Buffer.alloc(6_291_457) }),
      ).rejects.toMatchObject({ code: 'ValidationError' });
    });

    it('refuses what it can not do in the words of the runtime service', async () => {
      const Body = Buffer.from('x');
      await expect(
        world.runtime('InvokeEndpoint', { EndpointName: name, Body, TargetModel: 'a.tar.gz' }),
      ).rejects.toMatchObject({
        code: 'ValidationError',
        message: `Endpoint ${name} is not a multi-model endpoint and does not support target model header.`,
      });
      await expect(
        world.runtime('InvokeEndpoint', { EndpointName: name, Body, TargetVariant: 'Other' }),
      ).rejects.toMatchObject({ code: 'ValidationError' });
      await expect(
        world.runtime('InvokeEndpoint', { EndpointName: name, Body, CustomAttributes: 'a\r\nHost: b' }),
      ).rejects.toMatchObject({ code: 'ValidationError' });
      for (const context of [callContext({ account: '210987654321' }), callContext({ region: 'eu-west-1' })]) {
        await expect(world.runtime('InvokeEndpoint', { EndpointName: name, Body }, context)).rejects.toMatchObject({
          code: 'ValidationError',
          message: `Endpoint ${name} of account ${context.account} not found.`,
        });
      }
    });

    it('writes its output to a log stream of each instance', async () => {
      await world.ask(name, 'echo hello from the model');
      await until('the line', async () => (await messagesOf(name)).includes('hello from the model') || undefined);
      expect(await streamsOf(name)).toEqual([expect.stringMatching(/^AllTraffic\/i-[0-9a-f]{17}$/)]);
    });

    it('stays in service while a host that crashed is started again', async () => {
      const { instance } = await world.ask(name, 'who');
      await expect(world.ask(name, 'crash')).rejects.toMatchObject({ code: 'ModelError' });
      const restarted = await until('an answer of another process', async () => {
        const answer = await world.ask(name, 'who').catch(() => undefined);
        return answer && answer.instance !== instance ? answer : undefined;
      });
      expect(restarted.weights).toBe('forty-two');
      expect((await world.call('DescribeEndpoint', { EndpointName: name })).EndpointStatus).toBe('InService');
    });

    it('kills and starts again a host that answers pings no more', async () => {
      const { instance } = await world.ask(name, 'deaf');
      await until('another process', async () => {
        const answer = await world.ask(name, 'who').catch(() => undefined);
        return (answer && answer.instance !== instance) || undefined;
      });
    });
  });

  describe('an endpoint that can not be brought up', () => {
    it('fails when its container ends at each start, and can only be deleted', async () => {
      const name = await world.createEndpoint('x', { DIE_AT_START: '1' });
      const shown = await world.call('DescribeEndpoint', { EndpointName: name });
      expect(shown).toMatchObject({ EndpointStatus: 'Failed', FailureReason: PING_FAILED });
      expect(shown.ProductionVariants).toBeUndefined();
      expect(await messagesOf(name)).toEqual(['no reason to live', 'no reason to live', 'no reason to live']);
      await expect(world.ask(name, 'x')).rejects.toMatchObject({ code: 'ValidationError' });
      await expect(
        world.call('UpdateEndpoint', { EndpointName: name, EndpointConfigName: shown.EndpointConfigName ?? '' }),
      ).rejects.toMatchObject({ code: 'ValidationException' });
      await world.call('DeleteEndpoint', { EndpointName: name });
      await gone(name);
    });

    it('fails when its pings are never good', async () => {
      const name = await world.createEndpoint('x', { BAD_PING: '1' });
      const shown = await world.call('DescribeEndpoint', { EndpointName: name });
      expect(shown).toMatchObject({ EndpointStatus: 'Failed', FailureReason: PING_FAILED });
      await until('its host to be gone', async () => (await runsOf(name)) === 0 || undefined);
    });

    it('fails with the reason when its archive is none, or leaves its directory', async () => {
      const environment = { SAGEMAKER_SUBMIT_DIRECTORY: await world.put('code.tar.gz', 'this is no archive') };
      const name = await world.createEndpoint('x', environment);
      const shown = await world.call('DescribeEndpoint', { EndpointName: name });
      expect(shown.EndpointStatus).toBe('Failed');
      expect(shown.FailureReason).toContain('Failed to extract source archive from URL "s3://');
      const hostile = await world.createEndpoint('x', {
        SAGEMAKER_SUBMIT_DIRECTORY: await world.put('code.tar.gz', await archiveThatLeaves()),
      });
      const refused = await world.call('DescribeEndpoint', { EndpointName: hostile });
      expect(refused.FailureReason).toContain('which leaves its directory');
    });

    it('holds back updates and deletes while it is in progress', async () => {
      const EndpointName = `Endpoint-${randomLowerId(8)}`;
      const EndpointConfigName = await world.createConfig(await world.createModel('x'));
      await world.call('CreateEndpoint', { EndpointName, EndpointConfigName });
      const inProgress = { message: `Cannot update in-progress endpoint "${arnOf(EndpointName)}".` };
      await expect(world.call('DeleteEndpoint', { EndpointName })).rejects.toMatchObject(inProgress);
      await expect(world.call('UpdateEndpoint', { EndpointName, EndpointConfigName })).rejects.toMatchObject(
        inProgress,
      );
      await expect(world.call('CreateEndpoint', { EndpointName, EndpointConfigName })).rejects.toMatchObject({
        message: `Cannot create already existing endpoint "${arnOf(EndpointName)}".`,
      });
      await world.untilStatus(EndpointName, /InService/);
    });
  });

  describe('of a model without a role', () => {
    async function modelOf(context?: OperationContext) {
      const ModelName = `Model-${randomLowerId(8)}`;
      const ModelDataUrl = await world.put('model.tar.gz', await archiveOf({ 'weights.txt': 'own' }));
      const code = await world.put('code.tar.gz', await archiveOf({ 'serve.py': MODEL_SERVER }));
      const PrimaryContainer = { Image: IMAGE, ModelDataUrl, Environment: { SAGEMAKER_SUBMIT_DIRECTORY: code } };
      await world.call('CreateModel', { ModelName, PrimaryContainer }, context);
      return ModelName;
    }

    async function endpointOf(modelName: string) {
      const EndpointName = `Endpoint-${randomLowerId(8)}`;
      await world.call('CreateEndpoint', { EndpointName, EndpointConfigName: await world.createConfig(modelName) });
      return world.untilStatus(EndpointName, /InService|Failed/);
    }

    it('reads what whoever made the model may read', async () => {
      expect(await endpointOf(await modelOf())).toMatchObject({ EndpointStatus: 'InService' });
    });

    it('reads no more than that', async () => {
      const Statement = { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::*/model.tar.gz' };
      const policies = [JSON.stringify({ Version: '2012-10-17', Statement })];
      const arn = `${world.role.replace(':iam:', ':sts:').replace(':role/', ':assumed-role/')}/narrow`;
      const { principal } = callContext();
      const session = { ...principal, kind: 'assumed-role', arn, session: { policies, tags: [] } } as const;
      const shown = await endpointOf(await modelOf(callContext({ principal: session })));
      expect(shown.EndpointStatus).toBe('Failed');
      expect(shown.FailureReason).toMatch(/narrow is not authorized to perform: s3:GetObject .*code\.tar\.gz/);
    });
  });

  it('sends invocations to variants by their weights, and to one that is named', async () => {
    const heavy = await world.createModel('heavy');
    const idle = await world.createModel('idle');
    const variant = { InstanceType: 'ml.m5.large', InitialInstanceCount: 1 } as const;
    const EndpointConfigName = `Config-${randomLowerId(8)}`;
    await world.call('CreateEndpointConfig', {
      EndpointConfigName,
      ProductionVariants: [
        { ...variant, VariantName: 'Heavy', ModelName: heavy, InitialVariantWeight: 3 },
        { ...variant, VariantName: 'Idle', ModelName: idle, InitialVariantWeight: 0 },
      ],
    });
    const EndpointName = `Endpoint-${randomLowerId(8)}`;
    await world.call('CreateEndpoint', { EndpointName, EndpointConfigName });
    await world.untilStatus(EndpointName, /InService/);
    for (let i = 0; i < 20; i++) expect((await world.ask(EndpointName, 'x')).weights).toBe('heavy');
    const named = await world.runtime('InvokeEndpoint', {
      EndpointName,
      Body: Buffer.from('x'),
      TargetVariant: 'Idle',
    });
    expect(named.InvokedProductionVariant).toBe('Idle');
    expect(Buffer.from(named.Body).toString()).toContain('idle');
  });

  it('goes on answering with the instances that are left while one is restarted', async () => {
    const name = await world.createEndpoint('pair', {}, 2);
    const seen = new Set<string>();
    await until('both instances', async () => {
      seen.add((await world.ask(name, 'who')).instance);
      return seen.size === 2 || undefined;
    });
    await expect(world.ask(name, 'crash')).rejects.toMatchObject({ code: 'ModelError' });
    for (let i = 0; i < 20; i++) expect((await world.ask(name, 'who')).weights).toBe('pair');
  });

  it('replaces its fleet on an update without failing an invocation', async () => {
    const name = await world.createEndpoint('old');
    const EndpointConfigName = await world.createConfig(await world.createModel('new'));
    await world.call('UpdateEndpoint', { EndpointName: name, EndpointConfigName });
    const answers = new Set<string>();
    await until('the new model', async () => {
      const { weights } = await world.ask(name, 'x');
      answers.add(weights);
      return weights === 'new' || undefined;
    });
    expect([...answers]).toEqual(['old', 'new']);
    const shown = await world.untilStatus(name, /InService/);
    expect(shown.EndpointConfigName).toBe(EndpointConfigName);
    await until('the old host to be gone', async () => (await runsOf(name)) === 1 || undefined);
  });

  it('keeps its old fleet and shows the reason when an update fails', async () => {
    const name = await world.createEndpoint('old');
    const EndpointConfigName = await world.createConfig(await world.createModel('new', { BAD_PING: '1' }));
    await world.call('UpdateEndpoint', { EndpointName: name, EndpointConfigName });
    expect((await world.call('DescribeEndpoint', { EndpointName: name })).EndpointStatus).toBe('Updating');
    const shown = await world.untilStatus(name, /InService/);
    expect(shown).toMatchObject({ FailureReason: PING_FAILED });
    expect(shown.EndpointConfigName).not.toBe(EndpointConfigName);
    expect((await world.ask(name, 'x')).weights).toBe('old');
  });

  it('is gone with hosts, files and tags when it is deleted, and its name is free', async () => {
    const EndpointName = `Endpoint-${randomLowerId(8)}`;
    const EndpointConfigName = await world.createConfig(await world.createModel('short'));
    const Tags = [{ Key: 'team', Value: 'a' }];
    await world.call('CreateEndpoint', { EndpointName, EndpointConfigName, Tags });
    await world.untilStatus(EndpointName, /InService/);
    // Once before, so that the server knows the way: else the delete may be faster than the invocation's look for it.
    await world.ask(EndpointName, 'who');
    const slow = world.ask(EndpointName, 'sleep 0.5');
    await world.call('DeleteEndpoint', { EndpointName });
    expect((await slow).weights).toBe('short');
    await expect(world.ask(EndpointName, 'x')).rejects.toMatchObject({ code: 'ValidationError' });
    await gone(EndpointName);
    expect(existsSync(directoryOf(EndpointName)) ? await readdir(directoryOf(EndpointName)) : []).toEqual([]);
    const { Tags: left } = await world.call('ListTags', { ResourceArn: arnOf(EndpointName) });
    expect(left).toEqual([]);
    await world.call('CreateEndpoint', { EndpointName, EndpointConfigName });
    await world.untilStatus(EndpointName, /InService/);
    expect((await world.ask(EndpointName, 'x')).weights).toBe('short');
  });

  it('outlives its config and its model, but then can not be updated', async () => {
    const name = await world.createEndpoint('orphan');
    const { EndpointConfigName = '' } = await world.call('DescribeEndpoint', { EndpointName: name });
    const { ProductionVariants } = await world.call('DescribeEndpointConfig', { EndpointConfigName });
    await world.call('DeleteModel', { ModelName: ProductionVariants[0]?.ModelName ?? '' });
    await world.call('DeleteEndpointConfig', { EndpointConfigName });
    expect((await world.ask(name, 'x')).weights).toBe('orphan');
    await expect(world.call('UpdateEndpoint', { EndpointName: name, EndpointConfigName })).rejects.toMatchObject({
      message: `Could not find endpoint configuration "arn:aws:sagemaker:${REGION}:${ACCOUNT}:endpoint-config/${EndpointConfigName.toLowerCase()}".`,
    });
  });

  it('says what is missing in words that SDKs match on', async () => {
    await expect(world.call('DescribeEndpoint', { EndpointName: 'Nobody' })).rejects.toMatchObject({
      code: 'ValidationException',
      message: `Could not find endpoint "${arnOf('nobody')}".`,
    });
    await expect(
      world.call('CreateEndpoint', { EndpointName: 'Nobody', EndpointConfigName: 'None' }),
    ).rejects.toMatchObject({
      message: `Could not find endpoint configuration "arn:aws:sagemaker:${REGION}:${ACCOUNT}:endpoint-config/none".`,
    });
    await expect(world.createConfig('Nothing')).rejects.toMatchObject({
      message: `Could not find model "arn:aws:sagemaker:${REGION}:${ACCOUNT}:model/nothing".`,
    });
  });

  it(`goes on over a restart of the server, with the same processes (${dialect})`, async () => {
    const store = await open('restarted');
    const before = await openEndpointWorld(store, { times: TIMES });
    const name = await before.createEndpoint('steady');
    const { instance } = await before.ask(name, 'who');
    await before.close();
    const after = await openEndpointWorld(store, { times: TIMES, dataDir: before.dataDir });
    expect((await after.call('DescribeEndpoint', { EndpointName: name })).EndpointStatus).toBe('InService');
    expect((await after.ask(name, 'who')).instance).toBe(instance);
    await expect(after.ask(name, 'crash')).rejects.toMatchObject({ code: 'ModelError' });
    await until('the restart of the adopted host', async () => {
      const answer = await after.ask(name, 'who').catch(() => undefined);
      return (answer && answer.instance !== instance) || undefined;
    });
    await after.remove();
    rmSync(before.dataDir, { recursive: true, force: true });
  });

  function directoryOf(name: string): string {
    return join(world.dataDir, 'endpoints', ACCOUNT, REGION, name.toLowerCase());
  }

  /** Deployments of the endpoint that still have files here, which go with their hosts. */
  async function runsOf(name: string): Promise<number> {
    return (await readdir(directoryOf(name))).length;
  }

  async function gone(EndpointName: string): Promise<void> {
    await until('the endpoint to be gone', async () => {
      const shown = await world.call('DescribeEndpoint', { EndpointName }).catch((error: Error) => error.message);
      return shown === `Could not find endpoint "${arnOf(EndpointName)}".` || undefined;
    });
  }
});
