import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls, createServer as createTlsServer } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { CertificateAuthority } from '../../src/gateway/tls/certificate-authority.ts';
import { jsonCall, sign } from '../support/signed-request.ts';
import { startGateway, type TestGateway } from '../support/test-gateway.ts';

const DER = { format: 'der', type: 'spki' } as const;
const DAY_MS = 24 * 3600 * 1000;
const PROXY_USER = 'sagebrush';
const PASSWORD = 'proxy-password';
const STS = 'sts.us-west-2.amazonaws.com';

let directory: string;
let server: TestGateway;
let echo: Server;
let echoPort: number;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'sagebrush-tls-'));
  server = await startSecure(directory);
  echo = createServer({ allowHalfOpen: true }, (socket) => socket.pipe(socket)).listen(0, '127.0.0.1');
  await new Promise((resolve) => echo.once('listening', resolve));
  echoPort = (echo.address() as AddressInfo).port;
});
afterAll(async () => {
  await server.gateway.close();
  echo.close();
  rmSync(directory, { recursive: true, force: true });
});

function startSecure(place: string, upstreamProxy?: URL, host = '127.0.0.1'): Promise<TestGateway> {
  const tls = { directory: place, port: 0, host, upstreamProxy };
  return startGateway((registry) => registry.add('sagemaker', { ListTags: async () => ({ Tags: [] }) }), {
    tls: { ...tls, proxyUser: PROXY_USER, proxyPassword: PASSWORD },
  });
}

const authority = () => new CertificateAuthority(directory, systemClock).certificate();

/** Asks a proxy for a host. The answer's status, and the connection when it is 200. */
async function askProxy(url: string, target: string, password?: string): Promise<{ status: number; socket: Socket }> {
  const { hostname, port } = new URL(url);
  const pair = Buffer.from(`${PROXY_USER}:${password}`).toString('base64');
  const headers = { host: target, ...(password === undefined ? {} : { 'proxy-authorization': `Basic ${pair}` }) };
  return new Promise((resolve, reject) => {
    const request = httpRequest({ hostname, port, method: 'CONNECT', path: target, headers, agent: false });
    request.once('connect', (response: IncomingMessage, socket: Socket) => {
      resolve({ status: response.statusCode ?? 0, socket });
    });
    request.once('error', reject);
    request.end();
  });
}

function textOf(response: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    response.setEncoding('utf8').on('data', (part: string) => {
      text += part;
    });
    response.on('end', () => resolve(text)).on('error', reject);
  });
}

describe('HTTPS', () => {
  it.each(['localhost', '127.0.0.1'])('answers at %s with a certificate of the local authority', async (hostname) => {
    const ca = await authority();
    const { port } = new URL(server.tlsUrl ?? '');
    const call = await sign(
      `http://${hostname}:${port}`,
      jsonCall('ListTags', { ResourceArn: 'arn:aws:sagemaker:us-west-2:123456789012:model/m' }),
    );
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const options = { hostname, port, method: 'POST', path: '/', headers: call.headers, ca, family: 4 };
      httpsRequest(options, resolve).on('error', reject).end(call.body);
    });
    expect([response.statusCode, await textOf(response)]).toEqual([200, '{"Tags":[]}']);
  });

  it('is not trusted by those who were not told to', async () => {
    const { port } = new URL(server.tlsUrl ?? '');
    const failed = new Promise((_, reject) =>
      connectTls({ port: Number(port), host: '127.0.0.1' }).on('error', reject),
    );
    await expect(failed).rejects.toMatchObject({ code: 'SELF_SIGNED_CERT_IN_CHAIN' });
  });

  it('keeps its key to its owner, and one authority whoever asks first', async () => {
    const place = join(directory, 'fresh');
    const askers = Array.from({ length: 4 }, () => new CertificateAuthority(place, systemClock).certificate());
    expect(new Set(await Promise.all(askers)).size).toBe(1);
    expect(statSync(join(place, 'authority.pem')).mode & 0o777).toBe(0o600);
    expect(statSync(place).mode & 0o777).toBe(0o700);
  });

  it('vouches for the DNS name that the server listens at, and goes on with an authority that can', async () => {
    const place = join(directory, 'named');
    const narrow = await new CertificateAuthority(place, systemClock).certificate();
    const named = new CertificateAuthority(place, systemClock, ['ml.example.com', 'sub.localhost']);
    const { context } = await named.identityFor(['localhost', 'ml.example.com']);
    const ca = await named.certificate();
    expect(ca).not.toBe(narrow);
    expect(await new CertificateAuthority(place, systemClock).certificate()).toBe(ca);
    expect(await new CertificateAuthority(place, systemClock, ['ml.example.com']).certificate()).toBe(ca);
    const own = createTlsServer({ SNICallback: (_name, done) => done(null, context) }).listen(0, '127.0.0.1');
    await new Promise((resolve) => own.once('listening', resolve));
    const { port } = own.address() as AddressInfo;
    const trusts = (trusted: string) =>
      new Promise<boolean>((resolve) => {
        const socket = connectTls({ port, host: '127.0.0.1', servername: 'ml.example.com', ca: trusted });
        socket.once('secureConnect', () => resolve(socket.authorized)).on('error', () => resolve(false));
        socket.once('secureConnect', () => socket.destroy());
      });
    expect([await trusts(ca), await trusts(narrow)]).toEqual([true, false]);
    own.close();
  });

  it('makes one pair of keys for all names, however many are asked for', async () => {
    const one = new CertificateAuthority(join(directory, 'keys'), systemClock);
    const keyOf = async (name: string) =>
      new X509Certificate((await one.identityFor([name])).cert).publicKey.export(DER);
    expect(await keyOf('sts.xx-nowhere-1.amazonaws.com')).toEqual(await keyOf(STS));
  });

  it('has the authority for its own name as soon as it listens', async () => {
    const place = join(directory, 'listens');
    const narrow = await new CertificateAuthority(place, systemClock).certificate();
    const named = await startSecure(place, undefined, 'ml.example.com');
    expect(readFileSync(join(place, 'authority.pem'), 'utf8')).not.toContain(narrow);
    await named.gateway.close();
  });

  it('makes certificates anew before they end', async () => {
    const place = join(directory, 'ageing');
    let nowMs = Date.parse('2030-01-01T00:00:00Z');
    const ageing = new CertificateAuthority(place, { nowMs: () => nowMs });
    const first = await ageing.identityFor([STS]);
    nowMs += 30 * DAY_MS;
    expect(await ageing.identityFor([STS])).toBe(first);
    nowMs += 31 * DAY_MS;
    const second = await ageing.identityFor([STS]);
    expect(second.cert).not.toBe(first.cert);
    expect(second.expiresAtMs).toBeGreaterThan(nowMs + 60 * DAY_MS);
    const old = await ageing.certificate();
    nowMs += 3600 * DAY_MS;
    expect(await ageing.certificate()).not.toBe(old);
    expect(readFileSync(join(place, 'authority.pem'), 'utf8')).toContain('BEGIN PRIVATE KEY');
  });
});

describe('the proxy', () => {
  it('answers for an AWS API under its public name', async () => {
    const { status, socket } = await askProxy(server.url, `${STS}:443`, PASSWORD);
    expect(status).toBe(200);
    const ca = await authority();
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const createConnection = () => connectTls({ socket, servername: STS, ca });
      const headers = { host: STS, 'content-type': 'application/x-www-form-urlencoded' };
      httpsRequest({ method: 'POST', host: STS, path: '/', headers, createConnection }, resolve)
        .on('error', reject)
        .end('Action=GetCallerIdentity&Version=2011-06-15');
    });
    expect(response.statusCode).toBe(403);
    expect(await textOf(response)).toContain('<Code>MissingAuthenticationToken</Code>');
  });

  it('passes every other connection on unread, both ways and to its end', async () => {
    const { status, socket } = await askProxy(server.url, `127.0.0.1:${echoPort}`, PASSWORD);
    expect(status).toBe(200);
    const sent = 'x'.repeat(3_000_000);
    let received = 0;
    socket.on('data', (part: Buffer) => {
      received += part.length;
    });
    socket.end(sent);
    await new Promise((resolve) => socket.once('close', resolve));
    expect(received).toBe(sent.length);
  });

  it.each([
    ['no password', undefined],
    ['a wrong one', 'wrong'],
    ['a longer one', `${PASSWORD}x`],
  ])('turns away who gives %s', async (_, password) => {
    for (const target of [`${STS}:443`, `127.0.0.1:${echoPort}`]) {
      const { status, socket } = await askProxy(server.url, target, password);
      expect(status).toBe(407);
      socket.destroy();
    }
  });

  it.each(['nowhere', 'nowhere:0', 'nowhere:99999', 'user@host:443', '/path', '[::1:443'])(
    'refuses the target %s',
    async (target) => {
      const { status, socket } = await askProxy(server.url, target, PASSWORD);
      expect(status).toBe(400);
      socket.destroy();
    },
  );

  it('says when it cannot reach a host', async () => {
    const closed = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => closed.once('listening', resolve));
    const { port } = closed.address() as AddressInfo;
    await new Promise((resolve) => closed.close(resolve));
    const { status, socket } = await askProxy(server.url, `127.0.0.1:${port}`, PASSWORD);
    expect(status).toBe(502);
    socket.destroy();
  });

  it("goes through the machine's own proxy where it has one", async () => {
    const upstream = new URL(server.url);
    upstream.username = PROXY_USER;
    upstream.password = PASSWORD;
    const behind = await startSecure(directory, upstream);
    const { status, socket } = await askProxy(behind.url, `127.0.0.1:${echoPort}`, PASSWORD);
    expect(status).toBe(200);
    const echoed = new Promise((resolve) => socket.once('data', (part: Buffer) => resolve(part.toString())));
    socket.write('through two');
    expect(await echoed).toBe('through two');
    upstream.password = 'wrong';
    const locked = await startSecure(directory, upstream);
    const refused = await askProxy(locked.url, `127.0.0.1:${echoPort}`, PASSWORD);
    expect(refused.status).toBe(502);
    for (const one of [socket, refused.socket]) one.destroy();
    await Promise.all([behind.gateway.close(), locked.gateway.close()]);
  });

  it('lets go of its tunnels and of silent clients when the server ends', async () => {
    const ending = await startSecure(directory);
    const { socket: tunnel } = await askProxy(ending.url, `127.0.0.1:${echoPort}`, PASSWORD);
    const { socket: mute } = await askProxy(ending.url, `${STS}:443`, PASSWORD);
    const silent = connect({ host: '127.0.0.1', port: Number(new URL(ending.tlsUrl ?? '').port) });
    await new Promise((resolve) => silent.once('connect', resolve));
    const closed = [tunnel, mute, silent].map((socket) => {
      socket.on('error', () => {}).resume();
      return new Promise((resolve) => socket.once('close', resolve));
    });
    await ending.gateway.close();
    await Promise.all(closed);
  });
});
