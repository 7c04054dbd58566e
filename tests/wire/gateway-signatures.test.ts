import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jsonCall, presign, send, sign, type WireCall } from '../support/signed-request.ts';
import { registerTags } from '../support/tag-handlers.ts';
import { ADMIN, EXPIRED_SESSION, ROLE_SESSION, startGateway, type TestGateway } from '../support/test-gateway.ts';

const ARN = 'arn:aws:sagemaker:us-west-2:123456789012:training-job/a';
const LIST_TAGS = jsonCall('ListTags', { ResourceArn: ARN });
const GET_CALLER = { path: '/', service: 'sts', query: { Action: 'GetCallerIdentity', Version: '2011-06-15' } };
const minutesFromNow = (minutes: number) => new Date(Date.now() + minutes * 60_000);

describe('signatures of the JSON services', () => {
  let server: TestGateway;

  beforeAll(async () => {
    server = await startGateway((registry) => {
      registerTags(registry);
      registry.add('sts', {
        GetCallerIdentity: async (_input, { account, principal }) => ({ Account: account, Arn: principal.arn }),
      });
    });
  });
  afterAll(() => server.gateway.close());

  /** Signs, lets the test tamper with the result, and sends. */
  async function answer(call: Parameters<typeof sign>[1], tamper: (call: WireCall) => void = () => {}) {
    const signed = await sign(server.url, call);
    tamper(signed);
    const reply = await send(server.url, signed);
    return {
      ...reply,
      error: reply.status === 200 ? undefined : (JSON.parse(reply.body) as { __type: string; message: string }),
    };
  }

  it('accepts what the published signer signs', async () => {
    const reply = await answer(LIST_TAGS);
    expect(reply.status).toBe(200);
    expect(JSON.parse(reply.body)).toEqual({ Tags: [] });
    expect(reply.headers['x-amzn-requestid']).toBeTruthy();
  });

  it('accepts headers with runs of blanks, and headers that come twice', async () => {
    const headers = { ...LIST_TAGS.headers, 'x-amz-meta-note': 'a   b  c', 'x-amz-meta-list': 'a,b' };
    const reply = await answer({ ...LIST_TAGS, headers }, (call) => {
      call.headers['x-amz-meta-list'] = ['a', 'b'] as unknown as string;
    });
    expect(reply.status).toBe(200);
  });

  it('accepts a temporary key with its token', async () => {
    expect((await answer({ ...LIST_TAGS, credential: ROLE_SESSION })).status).toBe(200);
  });

  it('refuses a key that is not known', async () => {
    const reply = await answer({ ...LIST_TAGS, credential: { ...ADMIN, accessKeyId: 'AKIANOBODY' } });
    expect(reply).toMatchObject({ status: 400, error: { __type: 'UnrecognizedClientException' } });
    expect(reply.headers['x-amzn-errortype']).toBe('UnrecognizedClientException');
  });

  it('refuses a temporary key without its token, with another, and after its end', async () => {
    const { sessionToken: _token, ...bare } = ROLE_SESSION;
    const other = { ...ROLE_SESSION, sessionToken: 'another' };
    expect((await answer({ ...LIST_TAGS, credential: bare })).error?.__type).toBe('UnrecognizedClientException');
    expect((await answer({ ...LIST_TAGS, credential: other })).error?.__type).toBe('UnrecognizedClientException');
    expect((await answer({ ...LIST_TAGS, credential: EXPIRED_SESSION })).error?.__type).toBe('ExpiredTokenException');
  });

  it('refuses a signature by another secret and shows what should have been signed', async () => {
    const reply = await answer({ ...LIST_TAGS, credential: { ...ADMIN, secretAccessKey: 'wrong' } });
    expect(reply).toMatchObject({ status: 400, error: { __type: 'InvalidSignatureException' } });
    expect(reply.body).toContain('AWS4-HMAC-SHA256');
    expect(reply.body).not.toContain(ADMIN.secretAccessKey);
  });

  it.each<[string, (call: WireCall) => void]>([
    ['the body', (call) => (call.body = String(call.body).replace('job/a', 'job/b'))],
    ['the target', (call) => (call.headers['x-amz-target'] = 'SageMaker.DeleteTags')],
    ['the path', (call) => (call.path = '/other')],
    ['the query', (call) => (call.query = { a: 'b' })],
    [
      'the region',
      (call) =>
        (call.headers['authorization'] = String(call.headers['authorization']).replace('us-west-2', 'eu-west-1')),
    ],
    [
      'the signature',
      (call) => (call.headers['authorization'] = `${String(call.headers['authorization']).slice(0, -4)}0000`),
    ],
  ])('refuses a request in which %s was changed', async (_what, tamper) => {
    expect((await answer(LIST_TAGS, tamper)).error?.__type).toBe('InvalidSignatureException');
  });

  it('refuses an x-amz header that was added after signing', async () => {
    const reply = await answer(LIST_TAGS, (call) => (call.headers['x-amz-extra'] = '1'));
    expect(reply.error?.message).toContain("'x-amz-extra' must be a 'SignedHeader'");
  });

  it('allows clocks to be a quarter of an hour apart, and no more', async () => {
    for (const minutes of [-14, 14]) {
      expect((await answer({ ...LIST_TAGS, signingDate: minutesFromNow(minutes) })).status).toBe(200);
    }
    const late = await answer({ ...LIST_TAGS, signingDate: minutesFromNow(-16) });
    expect(late.error).toMatchObject({ __type: 'InvalidSignatureException' });
    expect(late.error?.message).toMatch(/^Signature expired: \d{8}T\d{6}Z is now earlier than .* - 15 min\.\)$/);
    const early = await answer({ ...LIST_TAGS, signingDate: minutesFromNow(16) });
    expect(early.error?.message).toMatch(/^Signature not yet current: .* is still later than .* \+ 15 min\.\)$/);
  });

  it('refuses a request without a signature, and one whose signature lacks parts', async () => {
    const unsigned = await answer(LIST_TAGS, (call) => delete call.headers['authorization']);
    expect(unsigned.error?.__type).toBe('MissingAuthenticationTokenException');
    const cut = await answer(LIST_TAGS, (call) => (call.headers['authorization'] = 'AWS4-HMAC-SHA256 Credential=a'));
    expect(cut.error?.__type).toBe('IncompleteSignatureException');
    expect(cut.error?.message).toContain("requires 'Signature' parameter");
  });

  it('names a service that it does not offer', async () => {
    const reply = await answer({ ...LIST_TAGS, service: 'braket' });
    expect(reply).toMatchObject({ status: 501, error: { __type: 'NotImplemented' } });
    expect(reply.error?.message).toContain('braket');
  });

  it.each([
    ['ec2', /^<Response><Errors><Error><Code>NotImplemented<\/Code><Message>The service ec2 is not offered/],
    [
      'autoscaling',
      /^<ErrorResponse><Error><Type>Receiver<\/Type><Code>NotImplemented<\/Code><Message>The service autoscaling/,
    ],
  ])('says so in XML to clients of %s, which read no JSON', async (service, text) => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' };
    const call = { service, headers, body: 'Action=DescribeAlarms&Version=2010-08-01' };
    const reply = await send(server.url, await sign(server.url, call));
    expect(reply.status).toBe(501);
    expect(reply.body).toMatch(text);
    const presigned = await presign(server.url, { service, path: '/', query: { Action: 'DescribeAlarms' } });
    expect((await send(server.url, presigned)).body).toMatch(text);
  });

  it('accepts query calls in a form and as a presigned URL', async () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const form = { service: 'sts', headers, body: 'Action=GetCallerIdentity&Version=2011-06-15' };
    const posted = await send(server.url, await sign(server.url, form));
    expect(posted.status).toBe(200);
    expect(posted.body).toContain('<Account>123456789012</Account>');
    const presigned = await send(server.url, await presign(server.url, { ...GET_CALLER, credential: ROLE_SESSION }));
    expect(presigned.body).toContain('assumed-role/worker/session');
  });

  it('takes a plus in a query for the space that it is read as, and for nothing else', async () => {
    const sent = '/?Action=GetCallerIdentity&Note=a+b&Version=2011-06-15';
    const signedAs = async (Note: string) => {
      const call = await sign(server.url, { ...GET_CALLER, method: 'GET', query: { ...GET_CALLER.query, Note } });
      return (await send(server.url, { ...call, path: sent, query: {} })).status;
    };
    expect(await signedAs('a b')).toBe(200);
    expect(await signedAs('a+b')).toBe(403);
  });

  it('answers query calls in their own words', async () => {
    const signed = await sign(server.url, {
      ...GET_CALLER,
      method: 'GET',
      credential: { ...ADMIN, accessKeyId: 'AKIANO' },
    });
    const unknown = await send(server.url, signed);
    expect(unknown.status).toBe(403);
    expect(unknown.body).toMatch(/<ErrorResponse><Error><Type>Sender<\/Type><Code>InvalidClientTokenId<\/Code>/);
    const wrong = await sign(server.url, {
      ...GET_CALLER,
      method: 'GET',
      credential: { ...ADMIN, secretAccessKey: 'no' },
    });
    expect((await send(server.url, wrong)).body).toContain('<Code>SignatureDoesNotMatch</Code>');
    const action = await sign(server.url, { ...GET_CALLER, method: 'GET', query: { Action: 'Fly' } });
    expect((await send(server.url, action)).body).toContain('<Code>InvalidAction</Code>');
  });
});
