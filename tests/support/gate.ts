import { createServer, type Server, type Socket } from 'node:net';

/** Lets scripts of jobs wait for the test: a script says where it is, and goes on when it is told. */
export class Gate {
  readonly #server: Server;
  readonly #arrived = new Map<string, Socket>();
  readonly #awaited = new Map<string, () => void>();

  private constructor(server: Server) {
    this.#server = server;
    server.on('connection', (socket) => {
      socket.on('error', () => {});
      socket.once('data', (name) => {
        this.#arrived.set(name.toString(), socket);
        this.#awaited.get(name.toString())?.();
      });
    });
  }

  static async open(): Promise<Gate> {
    const gate = new Gate(createServer());
    await new Promise<void>((resolve) => gate.#server.listen(0, '127.0.0.1', resolve));
    return gate;
  }

  /** Python that defines `wait(name)`. */
  get python(): string {
    const address = this.#server.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    return `
import socket
def wait(name):
    gate = socket.create_connection(('127.0.0.1', ${port}))
    gate.sendall(name.encode())
    gate.recv(1)
`;
  }

  /** Resolves when a script waits under the name. */
  async arrival(name: string): Promise<void> {
    if (!this.#arrived.has(name)) await new Promise<void>((resolve) => this.#awaited.set(name, resolve));
  }

  release(name: string): void {
    this.#arrived.get(name)?.end('.');
  }

  close(): void {
    for (const socket of this.#arrived.values()) socket.destroy();
    this.#server.close();
  }
}
