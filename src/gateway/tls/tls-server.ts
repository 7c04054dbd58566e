import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { SecureContext, TLSSocket } from 'node:tls';
import { isAwsApiName } from './aws-names.ts';
import type { CertificateAuthority } from './certificate-authority.ts';

export interface TlsServerOptions {
  readonly authority: CertificateAuthority;
  /** The names and addresses of this machine that clients may use. */
  readonly ownNames: readonly [string, ...string[]];
  /** Speaks HTTP with the client once the connection is encrypted. */
  readonly http: Server;
  readonly handshakeTimeoutMs: number;
}

/**
 * The TLS side of connections that are handed to it. Certificates and Node's TLS come to life with the first connection,
 * so that a server that gets none does not pay for them.
 */
export class TlsServer {
  readonly #options: TlsServerOptions;
  readonly #sockets = new Set<Socket>();
  /** Those that no HTTP server knows yet. */
  readonly #handshakes = new Set<Socket>();

  constructor(options: TlsServerOptions) {
    this.#options = options;
  }

  /** Speaks TLS with the client at the other end. A connection that cannot be served is closed. */
  accept(socket: Socket): void {
    this.#sockets.add(socket);
    this.#handshakes.add(socket);
    socket.on('error', () => socket.destroy());
    socket.setTimeout(this.#options.handshakeTimeoutMs, () => socket.destroy());
    socket.once('close', () => {
      this.#sockets.delete(socket);
      this.#handshakes.delete(socket);
    });
    this.#encrypt(socket).catch(() => socket.destroy());
  }

  /** Closes what is not encrypted yet, and resolves when the HTTP server has closed the others. */
  async close(): Promise<void> {
    const ends = [...this.#sockets].map((socket) => new Promise((resolve) => socket.once('close', resolve)));
    for (const socket of this.#handshakes) socket.destroy();
    await Promise.all(ends);
  }

  async #encrypt(socket: Socket): Promise<void> {
    const { authority, ownNames, http } = this.#options;
    const { TLSSocket } = await import('node:tls');
    // For clients that go to an address: they send no name.
    const { context } = await authority.identityFor(ownNames);
    if (socket.destroyed) return;
    const secure: TLSSocket = new TLSSocket(socket, {
      isServer: true,
      secureContext: context,
      SNICallback: (name, done) => void this.#choose(name, done),
      ALPNProtocols: ['http/1.1'],
    });
    secure.on('error', () => socket.destroy());
    secure.once('secure', () => {
      this.#handshakes.delete(socket);
      socket.setTimeout(0);
      http.emit('connection', secure);
    });
  }

  /** Names that are not AWS's get the certificate of this machine. */
  async #choose(name: string, done: (error: Error | null, context?: SecureContext) => void): Promise<void> {
    try {
      done(null, isAwsApiName(name) ? (await this.#options.authority.identityFor([name])).context : undefined);
    } catch (error) {
      done(error as Error);
    }
  }
}
