import { once } from 'node:events';
import { connect } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Logger } from '../../src/base/logger.ts';
import { registerEchoes } from '../support/echo-handlers.ts';
import { type Answer, jsonCall, send, sign } from '../support/signed-request.ts';
import { ADMIN, startGateway, type TestGateway } from '../support/test-gateway.ts';

describe('bad input at the gateway', () => {
  const errors: object[] = [];
  const logger: Logger = {
    debug() {},
    info() {},
    warn() {},
    error: (fields) => errors.push(fields),
    child: () => logger,
  };
  let server: TestGateway;

  beforeAll(async () => {
    server = await startGateway((registry) => registerEchoes(registry, () => {}), { logger });
  });
  afterAll(() => server.gateway.close());

  const post = async (call: Parameters<typeof sign>[1]) => send(server.url, await sign(server.url, call));
  const errorOf = (answer: Answer) => `${answer.status} ${(JSON.parse(answer.body) as { __type: string }).__type}`;

  /** Sends bytes as they are and collects what comes back until the server closes. */
  const raw = (bytes: string) =>
    new Promise<string>((resolve, reject) => {
      const { hostname, port } = new URL(server.url);
      const socket = connect(Number(port), hostname, () => socket.end(bytes));
      let text = '';
      socket.on('data', (chunk) => {
        text += chunk.toString();
      });
      socket.on('error', reject);
      socket.on('close', () => resolve(text));
    });

  it.each(['{', '{"a":', 'nonsense', '{"MaxResults": 1', '\u0000'])('refuses malformed JSON: %j', async (body) => {
    expect(errorOf(await post(jsonCall('ListTrainingJobs', body)))).toBe('400 SerializationException');
  });

  it.each(['[]', '7', '"text"', 'true', 'null'])('refuses JSON that is no object: %s', async (body) => {
    expect(errorOf(await post(jsonCall('ListTrainingJobs', body)))).toBe('400 SerializationException');
  });

  it('refuses JSON that nests without end', async () => {
    const bodies = ['['.repeat(1_000_000), `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`];
    for (const body of bodies) {
      expect(errorOf(await post(jsonCall('ListTrainingJobs', body)))).toBe('400 SerializationException');
    }
  });

  it('is not fooled by names that objects inherit', async () => {
    for (const name of ['constructor', '__proto__', 'toString', 'hasOwnProperty']) {
      expect(errorOf(await post(jsonCall(name, {})))).toBe('400 UnknownOperationException');
    }
    const body = '{"__proto__": {"MaxResults": "x"}, "constructor": {"prototype": {"polluted": 1}}}';
    expect((await post(jsonCall('ListTrainingJobs', body))).status).toBe(200);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });

  it('refuses a signature over headers that only have the name of what objects inherit', async () => {
    const before = errors.length;
    const call = await sign(server.url, jsonCall('ListTrainingJobs', {}));
    const authorization = call.headers['authorization'] ?? '';
    for (const name of ['constructor', '__proto__', 'toString']) {
      const signed = authorization.replace('SignedHeaders=', `SignedHeaders=${name};`);
      const reply = await send(server.url, { ...call, headers: { ...call.headers, authorization: signed } });
      expect(errorOf(reply)).toBe('400 InvalidSignatureException');
    }
    expect(errors.slice(before)).toEqual([]);
  });

  it.each(['-99999999999999', '99999999999999', '1e400', 'tomorrow', '0x10', ''])(
    'refuses a version 2 URL that expires at %j',
    async (expires) => {
      const before = errors.length;
      const query = `AWSAccessKeyId=${ADMIN.accessKeyId}&Signature=x&Expires=${encodeURIComponent(expires)}`;
      const reply = await raw(`GET /bucket/key?${query} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
      expect(reply).toContain('<Code>AccessDenied</Code>');
      expect(errors.slice(before)).toEqual([]);
    },
  );

  it('names an operation that does not exist', async () => {
    const reply = await post(jsonCall('FlyToTheMoon', {}));
    expect(errorOf(reply)).toBe('400 UnknownOperationException');
    expect(reply.body).toContain('FlyToTheMoon');
    const path = await post({ path: '/no/such/path', body: 'x' });
    expect(path).toMatchObject({ status: 404 });
    expect(path.headers['x-amzn-errortype']).toBe('UnknownOperationException');
  });

  it('refuses a body over the limit, and serves the next request on the connection', async () => {
    const call = await sign(server.url, jsonCall('ListTrainingJobs', Buffer.alloc(10_485_761, 'x').toString()));
    expect(errorOf(await send(server.url, call))).toBe('413 RequestEntityTooLargeException');
    const { 'content-length': _length, ...headers } = call.headers;
    const chunked = { ...call, headers: { ...headers, 'transfer-encoding': 'chunked' } };
    expect(errorOf(await send(server.url, chunked))).toBe('413 RequestEntityTooLargeException');
    const invoke = await post({ path: '/endpoints/e/invocations', body: Buffer.alloc(6_291_457) });
    expect(invoke.status).toBe(413);
    expect((await post({ path: '/endpoints/e/invocations', body: Buffer.alloc(6_291_456) })).status).toBe(200);
  });

  it('takes no form apart that is longer than any call needs, whoever sent it', async () => {
    const body = `Action=GetCallerIdentity&Version=2011-06-15&${'a&'.repeat(524_288)}`;
    const headers = { host: 'a', 'content-type': 'application/x-www-form-urlencoded' };
    const unsigned = { method: 'POST', path: '/', query: {}, headers, body };
    const reply = await send(server.url, unsigned);
    expect(reply.status).toBe(413);
    expect(reply.body).toContain('<Code>RequestEntityTooLarge</Code>');
  });

  it('hides the cause of its own faults from the client and tells the log', async () => {
    const reply = await post(jsonCall('DescribeModel', { ModelName: 'bug' }));
    expect(errorOf(reply)).toBe('500 InternalFailure');
    expect(reply.body).not.toContain('secret cause');
    expect(errors.at(-1)).toMatchObject({
      requestId: reply.headers['x-amzn-requestid'],
      err: { message: 'the secret cause' },
    });
  });

  it('answers what is not HTTP, and heads that are too long, plainly', async () => {
    expect(await raw('NONSENSE\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
    expect(await raw(`GET / HTTP/1.1\r\nHost: a\r\nX-Long: ${'x'.repeat(40_000)}\r\n\r\n`)).toMatch(/^HTTP\/1\.1 431 /);
  });

  it.each(['', 'GET / HT', 'GET / HTTP/1.1\r\nHost: a\r\nX-Slow: '])(
    'lets go of a client that does not send its head: %j',
    async (beginning) => {
      const hasty = await startGateway(() => {}, { headTimeoutMs: 100 });
      const { hostname, port } = new URL(hasty.url);
      const socket = connect(Number(port), hostname, () => socket.write(beginning));
      let text = '';
      socket.on('data', (chunk) => {
        text += chunk.toString();
      });
      await once(socket, 'close');
      expect(text).toMatch(/^HTTP\/1\.1 408 /);
      await hasty.gateway.close();
    },
  );

  it('refuses paths with broken escapes', async () => {
    const reply = await raw('GET /bucket/%zz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
    expect(reply).toContain('<Code>InvalidURI</Code>');
  });

  it('survives clients that leave in the middle', async () => {
    await raw('POST / HTTP/1.1\r\nHost: a\r\nX-Amz-Target: SageMaker.ListTrainingJobs\r\nContent-Length: 10\r\n\r\n{');
    expect((await post(jsonCall('ListTrainingJobs', {}))).status).toBe(200);
  });

  it('answers any head at all with an error of the API', async () => {
    const authorization = fc.oneof(
      fc.string(),
      fc.string().map((text) => `AWS4-HMAC-SHA256 ${text}`),
      fc
        .tuple(fc.string(), fc.string())
        .map(([a, b]) => `AWS4-HMAC-SHA256 Credential=${a}, SignedHeaders=${b}, Signature=00`),
    );
    const path = fc.oneof(
      fc.webPath(),
      fc.webQueryParameters().map((query) => `/?X-Amz-Signature=0&${query}`),
    );
    const before = errors.length;
    await fc.assert(
      fc.asyncProperty(authorization, path, fc.string(), async (signature, url, target) => {
        const clean = (text: string) => text.replace(/[^\x20-\x7e]/g, '').trim();
        const head = `Host: a\r\nAuthorization: ${clean(signature)}\r\nX-Amz-Target: ${clean(target)}\r\nConnection: close`;
        const reply = await raw(`POST ${encodeURI(url) || '/'} HTTP/1.1\r\n${head}\r\nContent-Length: 0\r\n\r\n`);
        expect(reply).toMatch(/^HTTP\/1\.1 [45]\d\d /);
        expect(reply.toLowerCase()).toContain('x-amzn-requestid: ');
      }),
      { numRuns: 150 },
    );
    expect(errors.slice(before)).toEqual([]);
  });
});
