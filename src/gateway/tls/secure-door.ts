import type { Server as HttpServer, IncomingMessage } from 'node:http';
import { createServer, type Server, type Socket } from 'node:net';
import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../../base/logger.ts';
import { listen } from '../listening.ts';
import { CertificateAuthority } from './certificate-authority.ts';
import { ConnectProxy } from './connect-proxy.ts';
import { ownNames } from './own-names.ts';
import { TlsServer } from './tls-server.ts';

export interface TlsOptions {
  /** Where the certificate authority is kept. */
  readonly directory: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Where the server listens: a name or an address of this machine, or all of its addresses. */
  readonly host: string;
  readonly proxyUser: string;
  readonly proxyPassword: string;
  readonly upstreamProxy: URL | undefined;
}

interface Serving {
  /** Speaks HTTP on every connection, encrypted or not. */
  readonly http: HttpServer;
  readonly headTimeoutMs: number;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** The two ways in by HTTPS: a port, and the proxy for clients that only know AWS's public names. */
export class SecureDoor {
  readonly #port: number;
  readonly #authority: CertificateAuthority;
  readonly #isNamed: boolean;
  readonly #proxy: ConnectProxy;
  readonly #tls: TlsServer;
  readonly #listener: Server;

  constructor(options: TlsOptions, serving: Serving) {
    const { http, headTimeoutMs, clock, logger } = serving;
    const names = ownNames(options.host);
    this.#isNamed = names.dns.length > 0;
    this.#authority = new CertificateAuthority(options.directory, clock, names.dns);
    this.#tls = new TlsServer({
      authority: this.#authority,
      ownNames: names.all,
      http,
      handshakeTimeoutMs: headTimeoutMs,
    });
    const serveTls = (socket: Socket) => this.#tls.accept(socket);
    const { proxyUser: user, proxyPassword: password, upstreamProxy: upstream } = options;
    this.#proxy = new ConnectProxy({ user, password, upstream, serveTls, logger });
    this.#listener = createServer({ allowHalfOpen: true, noDelay: true }, serveTls);
    this.#port = options.port;
  }

  /** Takes over the connection of a client that asked for a host by `CONNECT`. */
  connect(request: IncomingMessage, socket: Socket, head: Buffer): void {
    this.#proxy.handle(request, socket, head);
  }

  async listen(host: string): Promise<string> {
    // An authority that can not vouch for our name is replaced before anybody is told to trust it.
    if (this.#isNamed) await this.#authority.certificate();
    return `https://${await listen(this.#listener, host, this.#port)}`;
  }

  /** Ends tunnels at once, lets requests that run finish. */
  async close(): Promise<void> {
    this.#proxy.close();
    const closed = new Promise<void>((resolve) => this.#listener.close(() => resolve()));
    await this.#tls.close();
    await closed;
  }
}
