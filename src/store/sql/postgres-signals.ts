import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import type { Logger } from '../../base/logger.ts';
import type { StoreSignals } from './sql-store.ts';

const RECONNECT_PAUSE_MS = 500;

type Receive = (text: string) => void;

/** LISTEN and NOTIFY. One session of its own listens; it comes back by itself when the server was away. */
export class PostgresSignals implements StoreSignals {
  readonly #connect: pg.ClientConfig;
  readonly #pool: pg.Pool;
  readonly #logger: Logger;
  readonly #receivers = new Map<string, Set<Receive>>();
  readonly #closing = new AbortController();
  #listening: Promise<void> | undefined;
  #client: pg.Client | undefined;

  constructor(connect: pg.ClientConfig, pool: pg.Pool, logger: Logger) {
    this.#connect = connect;
    this.#pool = pool;
    this.#logger = logger;
  }

  async send(channel: string, text: string): Promise<void> {
    await this.#pool.query({ name: 'signal', text: 'select pg_notify($1, $2)', values: [channel, text] });
  }

  async listen(channel: string, receive: Receive): Promise<() => Promise<void>> {
    const receivers = this.#receivers.get(channel) ?? new Set();
    this.#receivers.set(channel, receivers.add(receive));
    this.#listening ??= this.#connectClient();
    await this.#listening;
    await this.#client?.query(`listen ${pg.escapeIdentifier(channel)}`);
    return async () => void receivers.delete(receive);
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#listening?.catch(() => undefined);
    await this.#client?.end();
  }

  async #connectClient(): Promise<void> {
    const client = new pg.Client(this.#connect);
    // Without a listener a lost session would end the process.
    client.on('error', (error) => this.#logger.warn({ err: error }, 'the PostgreSQL session that listens was lost'));
    client.on('notification', ({ channel, payload }) => this.#deliver(channel, payload ?? ''));
    await client.connect();
    this.#client = client;
    client.once('end', () => {
      if (!this.#closing.signal.aborted) this.#listening = this.#reconnect();
    });
    for (const channel of this.#receivers.keys()) await client.query(`listen ${pg.escapeIdentifier(channel)}`);
  }

  async #reconnect(): Promise<void> {
    while (!this.#closing.signal.aborted) {
      try {
        await this.#connectClient();
        // What was sent meanwhile is lost: everyone looks for themselves.
        for (const channel of this.#receivers.keys()) this.#deliver(channel, '');
        return;
      } catch (error) {
        this.#logger.warn({ err: error }, 'PostgreSQL cannot be reached; trying again');
        await pause(RECONNECT_PAUSE_MS, undefined, { signal: this.#closing.signal }).catch(() => undefined);
      }
    }
  }

  #deliver(channel: string, text: string): void {
    for (const receive of this.#receivers.get(channel) ?? []) receive(text);
  }
}
