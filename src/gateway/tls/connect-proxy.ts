import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Logger } from '../../base/logger.ts';
import { isAwsApiName } from './aws-names.ts';
import { openTunnel, type TunnelTarget } from './tunnel.ts';

export interface ConnectProxyOptions {
  readonly user: string;
  /** Without it, every program of the machine and its network could go out through us. */
  readonly password: string;
  /** The proxy that this machine needs to reach others. */
  readonly upstream: URL | undefined;
  /** Serves a client that asked for an AWS API. */
  readonly serveTls: (socket: Socket) => void;
  readonly logger: Logger;
}

const HTTPS_PORT = 443;
const TUNNELS_MAX = 1000;

/**
 * The proxy for clients that call AWS by its public names whatever they are told. It answers AWS's APIs itself, and
 * passes every other connection on unread.
 */
export class ConnectProxy {
  readonly #options: ConnectProxyOptions;
  readonly #tunnels = new Set<Socket>();
  readonly #expected: Buffer;

  constructor(options: ConnectProxyOptions) {
    this.#options = options;
    this.#expected = Buffer.from(`${options.user}:${options.password}`);
  }

  /** Takes the `CONNECT host:port` of a client. `head` is what it sent behind it. */
  handle(request: IncomingMessage, socket: Socket, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    const target = targetOf(request.url ?? '');
    if (!target) return void refuse(socket, '400 Bad Request');
    if (!this.#isAllowed(request.headers['proxy-authorization'])) {
      return void refuse(socket, '407 Proxy Authentication Required', 'Proxy-Authenticate: Basic realm="sagebrush"');
    }
    if (target.port === HTTPS_PORT && isAwsApiName(target.host)) {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      if (head.length > 0) socket.unshift(head);
      return void this.#options.serveTls(socket);
    }
    if (this.#tunnels.size >= TUNNELS_MAX) return void refuse(socket, '503 Service Unavailable');
    this.#passOn(target, socket, head);
  }

  close(): void {
    for (const socket of this.#tunnels) socket.destroy();
  }

  #passOn(target: TunnelTarget, socket: Socket, head: Buffer): void {
    this.#tunnels.add(socket);
    socket.once('close', () => this.#tunnels.delete(socket));
    openTunnel(target, this.#options.upstream, socket, head).catch((error: unknown) => {
      this.#options.logger.debug({ host: target.host, err: error }, 'the proxy could not reach a host');
      refuse(socket, '502 Bad Gateway');
    });
  }

  #isAllowed(header: string | undefined): boolean {
    const encoded = /^Basic +([A-Za-z0-9+/=]+)$/i.exec(header ?? '')?.[1];
    const given = Buffer.from(encoded ?? '', 'base64');
    return given.length === this.#expected.length && timingSafeEqual(given, this.#expected);
  }
}

/** `host:port` or `[address]:port`. */
function targetOf(authority: string): TunnelTarget | undefined {
  const parts = /^(?:\[([0-9a-fA-F:.]+)\]|([A-Za-z0-9._-]+)):([0-9]{1,5})$/.exec(authority);
  const host = parts?.[1] ?? parts?.[2];
  const port = Number(parts?.[3]);
  return host === undefined || port < 1 || port > 65_535 ? undefined : { host, port };
}

function refuse(socket: Socket, status: string, header?: string): void {
  if (!socket.writable) return void socket.destroy();
  const headers = ['Connection: close', 'Content-Length: 0', ...(header === undefined ? [] : [header])];
  socket.end(`HTTP/1.1 ${status}\r\n${headers.join('\r\n')}\r\n\r\n`);
}
