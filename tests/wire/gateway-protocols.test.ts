import { GetRoleCommand, IAMClient, TagRoleCommand } from '@aws-sdk/client-iam';
import { DescribeModelCommand, ListTrainingJobsCommand, SageMakerClient } from '@aws-sdk/client-sagemaker';
import { InvokeEndpointCommand, SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { registerEchoes } from '../support/echo-handlers.ts';
import { jsonCall, send, sign } from '../support/signed-request.ts';
import { ADMIN, REGION, startGateway, type TestGateway } from '../support/test-gateway.ts';

describe('what codecs put on the wire and take from it', () => {
  let server: TestGateway;
  let last: object | undefined;
  const config = () => ({ endpoint: server.url, region: REGION, credentials: ADMIN, maxAttempts: 1 });

  beforeAll(async () => {
    server = await startGateway((registry) =>
      registerEchoes(registry, (input) => {
        last = input;
      }),
    );
  });
  afterAll(() => server.gateway.close());

  const post = async (call: Parameters<typeof sign>[1]) => send(server.url, await sign(server.url, call));

  it('reads times as epoch seconds, whichever way the client writes them', async () => {
    const client = new SageMakerClient(config());
    const CreationTimeAfter = new Date('2026-01-31T12:00:00.500Z');
    await client.send(new ListTrainingJobsCommand({ CreationTimeAfter }));
    expect(last).toEqual({ CreationTimeAfter: 1769860800.5 });
    await post(jsonCall('ListTrainingJobs', { CreationTimeAfter: '2026-01-31T12:00:00.5Z' }));
    expect(last).toEqual({ CreationTimeAfter: 1769860800.5 });
    client.destroy();
  });

  it('leaves members out that are not set, and takes null for absent', async () => {
    const reply = await post(jsonCall('ListTrainingJobs', { NameContains: null, MaxResults: 5 }));
    expect(reply.body).toBe('{"TrainingJobSummaries":[]}');
    expect(last).toEqual({ NameContains: undefined, MaxResults: 5 });
    expect(reply.headers['content-type']).toBe('application/x-amz-json-1.1');
  });

  it('takes an empty body for an empty request', async () => {
    expect((await post(jsonCall('ListTrainingJobs', ''))).status).toBe(200);
  });

  it('puts the code of an error in the body and in a header', async () => {
    const reply = await post(jsonCall('DescribeModel', { ModelName: 'none' }));
    const message = 'Could not find model "none".';
    expect(JSON.parse(reply.body)).toEqual({ __type: 'ResourceNotFound', message, Message: message });
    const client = new SageMakerClient(config());
    const described = client.send(new DescribeModelCommand({ ModelName: 'none' }));
    await expect(described).rejects.toMatchObject({ name: 'ResourceNotFound', message });
    client.destroy();
  });

  it('carries raw bodies and headers of invocations', async () => {
    const client = new SageMakerRuntimeClient(config());
    const Body = Buffer.from([0, 255, 10, 13]);
    const input = { EndpointName: 'e', Body, ContentType: 'application/x-npy', CustomAttributes: 'a=b' };
    const reply = await client.send(new InvokeEndpointCommand(input));
    expect(Buffer.from(reply.Body)).toEqual(Buffer.concat([Buffer.from('got '), Body]));
    expect(reply).toMatchObject({ ContentType: 'application/x-npy', CustomAttributes: 'a=b' });
    client.destroy();
  });

  it('gives modelled errors the status and members of the model', async () => {
    const client = new SageMakerRuntimeClient(config());
    const invoked = client.send(new InvokeEndpointCommand({ EndpointName: 'broken', Body: Buffer.alloc(1) }));
    await expect(invoked).rejects.toMatchObject({
      name: 'ModelError',
      OriginalStatusCode: 500,
      OriginalMessage: 'no',
      $metadata: { httpStatusCode: 424 },
    });
    client.destroy();
  });

  it('refuses what breaks the model of a runtime with its ValidationError', async () => {
    const path = `/endpoints/${'e'.repeat(64)}/invocations`;
    const reply = await post({ path, body: 'x' });
    expect(reply.status).toBe(400);
    expect(reply.headers['x-amzn-errortype']).toBe('ValidationError');
    expect(reply.body).toContain("at 'endpointName' failed to satisfy constraint");
  });

  it('reads path, repeated parameters and documents of the feature store', async () => {
    const query = { RecordIdentifierValueAsString: 'a/b c', FeatureName: ['x', 'y'] };
    const reply = await post({ method: 'GET', path: '/FeatureGroup/users', query });
    expect(JSON.parse(reply.body)).toEqual({ Record: [{ FeatureName: 'id', ValueAsString: 'a/b c' }] });
    expect(last).toEqual({
      FeatureGroupName: 'users',
      RecordIdentifierValueAsString: 'a/b c',
      FeatureNames: ['x', 'y'],
    });
    const Record = [{ FeatureName: 'id', ValueAsString: '1' }];
    expect((await post({ method: 'PUT', path: '/FeatureGroup/users', body: JSON.stringify({ Record }) })).status).toBe(
      200,
    );
    expect(last).toEqual({ FeatureGroupName: 'users', Record });
  });

  it('reads lists out of forms and names errors by their code', async () => {
    const client = new IAMClient(config());
    await client.send(new TagRoleCommand({ RoleName: 'r', Tags: [{ Key: 'k', Value: 'v' }] }));
    expect(last).toEqual({ RoleName: 'r', Tags: [{ Key: 'k', Value: 'v' }] });
    const got = client.send(new GetRoleCommand({ RoleName: 'gone' }));
    await expect(got).rejects.toMatchObject({ name: 'NoSuchEntityException', $metadata: { httpStatusCode: 404 } });
    client.destroy();
  });

  it('says of operations that are not built that they are not', async () => {
    const reply = await post(jsonCall('CreateWorkteam', {}));
    expect(reply.status).toBe(501);
    expect(JSON.parse(reply.body)).toMatchObject({ __type: 'NotImplemented' });
    expect(reply.body).toContain('sagemaker CreateWorkteam');
    expect(reply.body).toContain('docs/reference/coverage.md');
    const events = await post({ path: '/endpoints/e/invocations-response-stream', body: 'x' });
    expect(events.headers['x-amzn-errortype']).toBe('NotImplemented');
  });
});
