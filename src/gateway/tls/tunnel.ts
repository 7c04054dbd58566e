import { type ClientRequest, request as httpRequest } from 'node:http';
import { connect, type Socket } from 'node:net';

export interface TunnelTarget {
  readonly host: string;
  readonly port: number;
}

/** Long enough for a slow name server and a far host. */
const CONNECT_TIMEOUT_MS = 60_000;
/** A tunnel that carries no byte for this long is closed. */
const IDLE_MS = 3_600_000;

/**
 * Connects the client to the host, through another proxy where there is one, tells it so and carries bytes until one of
 * them ends. Rejects when the host cannot be reached; the client has been told nothing then.
 */
export async function openTunnel(
  target: TunnelTarget,
  upstream: URL | undefined,
  client: Socket,
  head: Buffer,
): Promise<void> {
  const far = await (upstream ? connectThrough(upstream, target) : connectTo(target));
  if (client.destroyed) return void far.destroy();
  client.write('HTTP/1.1 200 Connection established\r\n\r\n');
  if (head.length > 0) far.write(head);
  join(client, far);
  join(far, client);
}

function join(one: Socket, other: Socket): void {
  one.setTimeout(IDLE_MS, () => one.destroy());
  one.on('error', () => one.destroy());
  // What came before a proper end is still being written to the other.
  one.once('close', () => (one.readableEnded ? other.end() : other.destroy()));
  one.pipe(other);
}

function connectTo({ host, port }: TunnelTarget): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port });
    socket.setTimeout(CONNECT_TIMEOUT_MS, () => socket.destroy(new Error(`no answer from ${host}`)));
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.off('error', reject);
      resolve(socket);
    });
  });
}

/** Asks the other proxy for the host, in the words that our own client used to us. */
async function connectThrough(proxy: URL, { host, port }: TunnelTarget): Promise<Socket> {
  const authority = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  const request = await proxyRequest(proxy, authority);
  return new Promise((resolve, reject) => {
    request.once('error', reject);
    request.setTimeout(CONNECT_TIMEOUT_MS, () => request.destroy(new Error(`no answer from ${proxy.host}`)));
    request.once('connect', (response, socket: Socket, early: Buffer) => {
      if (response.statusCode !== 200) {
        socket.destroy();
        return reject(new Error(`${proxy.host} answered ${response.statusCode}`));
      }
      if (early.length > 0) socket.unshift(early);
      resolve(socket);
    });
    request.end();
  });
}

async function proxyRequest(proxy: URL, authority: string): Promise<ClientRequest> {
  const options = {
    host: proxy.hostname.replace(/^\[|\]$/g, ''),
    port: proxy.port || (proxy.protocol === 'https:' ? 443 : 80),
    method: 'CONNECT',
    path: authority,
    headers: { host: authority, ...authorizationFor(proxy) },
    agent: false,
  };
  if (proxy.protocol === 'http:') return httpRequest(options);
  const { request } = await import('node:https');
  return request(options);
}

function authorizationFor({ username, password }: URL): Record<string, string> {
  if (username === '') return {};
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { 'proxy-authorization': `Basic ${Buffer.from(pair).toString('base64')}` };
}
