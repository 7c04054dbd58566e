import { createServer, type Server } from 'node:http';
import type { Socket } from 'node:net';
import type { CredentialSource, SigningCredential } from '../api/identity.ts';
import type { OperationRegistry } from '../api/operation-registry.ts';
import type { RawRoute } from '../api/raw-route.ts';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import { type Authorise, allowAll } from './authorise.ts';
import { type Chain, serve } from './chain.ts';
import { Exchange } from './exchange.ts';
import { jsonCodec } from './json-codec.ts';
import { HEAD_BYTES_MAX, HEAD_TIMEOUT_MS, KEEP_ALIVE_MS } from './limits.ts';
import { listen } from './listening.ts';
import { queryCodec } from './query-codec.ts';
import { rawRouteOf, serveRaw } from './raw-routes.ts';
import { restJsonCodec } from './rest-json-codec.ts';
import { restXmlCodec } from './rest-xml-codec.ts';
import { ServiceDirectory } from './services.ts';
import { SigningKeys } from './sigv4/signing-key.ts';
import { SecureDoor, type TlsOptions } from './tls/secure-door.ts';

export interface GatewayOptions {
  readonly registry: OperationRegistry;
  readonly credentials: CredentialSource;
  readonly clock: Clock;
  readonly logger: Logger;
  /** The region of callers whose signature names none: version 2 URLs of S3. */
  readonly region: string;
  /** The server's URL as clients know it. Without it, the Host header of each request is believed. */
  readonly endpoint?: string;
  readonly authorise?: Authorise;
  /** Open mode: requests that are not believed are taken for this one's. */
  readonly openAs?: SigningCredential | undefined;
  /** Longest time that a client takes to send a request's line and headers. */
  readonly headTimeoutMs?: number;
  /** Paths that speak no protocol of AWS. */
  readonly rawRoutes?: readonly RawRoute[];
  /** HTTPS, and the proxy for clients that only know AWS's public names. */
  readonly tls?: TlsOptions;
}

export interface Gateway {
  /** Port 0 takes a free one. `url` is where the server answers, `tlsUrl` where it speaks HTTPS if it does. */
  listen(host: string, port: number): Promise<{ readonly url: string; readonly tlsUrl?: string }>;
  /** Takes no more requests, lets those that run finish, and resolves when the last connection is closed. */
  close(): Promise<void>;
}

/** The HTTP server of all services on one port, and the HTTPS server beside it. */
export function createGateway(options: GatewayOptions): Gateway {
  let isClosing = false;
  const chain = buildChain(options, () => isClosing);
  const headTimeoutMs = options.headTimeoutMs ?? HEAD_TIMEOUT_MS;
  const server = openServer(headTimeoutMs);
  const { rawRoutes = [], tls, clock, logger } = options;
  server.on('request', (request, response) => {
    const exchange = new Exchange(request, response);
    const raw = rawRouteOf(exchange, rawRoutes);
    void (raw ? serveRaw(raw, exchange, clock, logger) : serve(exchange, chain));
  });
  server.on('clientError', answerBrokenHttp);
  const secure = tls && new SecureDoor(tls, { http: server, headTimeoutMs, clock, logger });
  if (secure) server.on('connect', (request, socket, head) => secure.connect(request, socket as Socket, head));
  return {
    async listen(host, port) {
      const url = `http://${await listen(server, host, port)}`;
      return secure ? { url, tlsUrl: await secure.listen(host) } : { url };
    },
    async close() {
      isClosing = true;
      await Promise.all([close(server), secure?.close()]);
    },
  };
}

/** Uploads may take hours, so that a whole request has no limit of time; without one Node sets none for its head either. */
function openServer(headTimeoutMs: number): Server {
  return createServer({
    maxHeaderSize: HEAD_BYTES_MAX,
    keepAliveTimeout: KEEP_ALIVE_MS,
    requestTimeout: 0,
    headersTimeout: headTimeoutMs,
    connectionsCheckingInterval: headTimeoutMs / 2,
  });
}

function buildChain(options: GatewayOptions, isClosing: () => boolean): Chain {
  const codecs = { json: jsonCodec, 'rest-json': restJsonCodec, query: queryCodec, 'rest-xml': restXmlCodec };
  const { registry, credentials, clock, logger, region, endpoint } = options;
  return {
    registry,
    services: new ServiceDirectory(codecs),
    authentication: { credentials, clock, signingKeys: new SigningKeys() },
    authorise: options.authorise ?? allowAll,
    openAs: options.openAs,
    clock,
    logger,
    baseHosts: [...new Set([...(endpoint === undefined ? [] : [new URL(endpoint).hostname]), 'localhost'])],
    region,
    endpoint,
    isClosing,
  };
}

const BROKEN_HTTP_STATUS: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
};

/** Bytes that are no HTTP never become a request; they get the plainest answer there is. */
function answerBrokenHttp(error: NodeJS.ErrnoException, socket: Socket): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const status = BROKEN_HTTP_STATUS[error.code ?? ''] ?? '400 Bad Request';
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

function close(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error ? reject(error) : resolve()));
    server.closeIdleConnections();
  });
}
