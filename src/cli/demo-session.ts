import { clientEnvironment, runExample } from './demo-script.ts';
import { type DemoServer, type DemoServerOptions, endDemoServer, startDemoServer } from './demo-server.ts';

/** The server of one demo, whichever process it is at the moment, and the user's scripts that talk to it. */
export class DemoSession {
  readonly #options: Omit<DemoServerOptions, 'port'>;
  readonly #abort: AbortSignal;
  #server: DemoServer;

  private constructor(options: Omit<DemoServerOptions, 'port'>, server: DemoServer, abort: AbortSignal) {
    this.#options = options;
    this.#server = server;
    this.#abort = abort;
  }

  static async start(options: Omit<DemoServerOptions, 'port'>, abort: AbortSignal): Promise<DemoSession> {
    return new DemoSession(options, await startDemoServer({ ...options, port: 0 }), abort);
  }

  get endpoint(): string {
    return this.#server.endpoint;
  }

  /** Milliseconds from the latest start of the process to its ready line. */
  get startMs(): number {
    return this.#server.startMs;
  }

  async run(script: string, onLine?: (line: string) => void): Promise<void> {
    const environment = clientEnvironment(this.#options.dataDir, this.endpoint);
    await runExample(script, environment, this.#abort, onLine);
  }

  /** Ends the server as a power cut would, and starts it again where it was. */
  async killAndRestart(): Promise<void> {
    await endDemoServer(this.#server, 'SIGKILL');
    const port = Number(new URL(this.endpoint).port);
    this.#server = await startDemoServer({ ...this.#options, port });
  }

  /** Takes down what runs: the endpoints, then the server. What is stored stays. */
  async end(): Promise<void> {
    const environment = clientEnvironment(this.#options.dataDir, this.endpoint);
    try {
      await runExample('clean-up.mjs', environment, AbortSignal.timeout(30_000));
    } finally {
      await endDemoServer(this.#server, 'SIGTERM');
    }
  }
}
