import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiClient } from '../support/api-client.ts';
import { ACCOUNT } from '../support/callers.ts';
import { makeBucket } from '../support/example-input-things.ts';
import { element } from '../support/other-account.ts';
import { startWholeServer, type WholeServer } from '../support/whole-server.ts';

describe('A server in open mode', () => {
  let server: WholeServer;
  let stranger: ApiClient;

  beforeAll(async () => {
    server = await startWholeServer(undefined, { open: true });
    const { principal } = server.credential;
    const credential = { accessKeyId: 'AKIANOBODYKNOWSTHIS0', secretAccessKey: 'made-up', principal };
    stranger = new ApiClient({ url: server.url, credential });
  });
  afterAll(async () => {
    stranger.close();
    await server.close();
    expect(server.faults).toEqual([]);
  });

  it('takes any signature for the administrator', async () => {
    const who = await stranger.call('sts', 'GetCallerIdentity', {});
    expect(element(who.body, 'Arn')).toBe(`arn:aws:iam::${ACCOUNT}:user/admin`);
    await stranger.ask('sagemaker', 'CreateExperiment', { ExperimentName: 'open' });
    await makeBucket(stranger, 'open-things');
    const read = await stranger.call('s3', 'GetObject', { Bucket: 'open-things', Key: 'model.tar.gz' });
    expect(read.body.toString()).toBe('no archive');
  });

  it('knows those whose signature is right, and asks no policy of them', async () => {
    const admin = new ApiClient(server);
    const answer = await admin.call('sts', 'AssumeRole', { RoleArn: server.role, RoleSessionName: 'job' });
    const credential = {
      accessKeyId: element(answer.body, 'AccessKeyId'),
      secretAccessKey: element(answer.body, 'SecretAccessKey'),
      sessionToken: element(answer.body, 'SessionToken'),
      principal: server.credential.principal,
    };
    const job = new ApiClient({ url: server.url, credential });
    const who = await job.call('sts', 'GetCallerIdentity', {});
    expect(element(who.body, 'Arn')).toContain(':assumed-role/SagebrushExecutionRole/job');
    expect((await job.call('iam', 'CreateUser', { UserName: 'by-a-job' })).code).toBeUndefined();
    admin.close();
    job.close();
  });

  function send(headers: Record<string, string>, path = '/', method = 'POST', body = ''): Promise<number> {
    const { port } = new URL(server.url);
    return new Promise((resolve, reject) => {
      const call = request({ host: '127.0.0.1', port, path, method, headers }, (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      });
      call.on('error', reject);
      call.end(body);
    });
  }

  const scope = '20260101/us-west-2/iam/aws4_request';
  const signed = {
    authorization: `AWS4-HMAC-SHA256 Credential=AKIAANYBODY000000000/${scope}, SignedHeaders=host, Signature=${'0'.repeat(64)}`,
    'x-amz-date': '20260101T000000Z',
    'content-type': 'application/x-www-form-urlencoded',
  };
  const action = 'Action=ListUsers&Version=2010-05-08';

  it('does nothing that a page in a browser can ask for', async () => {
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    expect(await send(signed, '/', 'POST', action)).toBe(200);
    // Without a signature, a form is taken for one of STS.
    expect(await send(form, '/', 'POST', 'Action=GetCallerIdentity&Version=2011-06-15')).toBe(403);
    expect(
      await send({ 'content-type': 'text/plain', 'x-amz-target': 'SageMaker.ListModels' }, '/', 'POST', '{}'),
    ).toBe(400);
    const claim = new URLSearchParams({
      'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
      'X-Amz-Credential': `AKIAANYBODY000000000/${scope}`,
      'X-Amz-Date': '20260101T000000Z',
      'X-Amz-SignedHeaders': 'host',
      'X-Amz-Signature': '0'.repeat(64),
    });
    expect(await send({}, `/?${action}&${claim}`, 'GET')).toBe(403);
  });

  it('answers under names of this machine alone', async () => {
    const { port } = new URL(server.url);
    for (const host of [
      `localhost:${port}`,
      `[::1]:${port}`,
      `bucket.localhost:${port}`,
      'sts.us-west-2.amazonaws.com',
    ]) {
      expect(await send({ ...signed, host }, '/', 'POST', action), host).toBe(200);
    }
    for (const host of [
      'evil.example',
      `evil.example:${port}`,
      'localhost.evil.example',
      'amazonaws.com.evil.example',
    ]) {
      expect(await send({ ...signed, host }, '/', 'POST', action), host).toBe(403);
    }
  });
});
