import type { Logger } from '../base/logger.ts';
import type { SqlStore, StoreSignals } from '../store/sql/sql-store.ts';

const CHANNEL = 'sagebrush_work';

/**
 * Tells other nodes that work of a kind is due which this node cannot look at itself just now. Sent outside of
 * transactions: NOTIFY inside one makes all commits of the database stand in line, and a lost one only costs a poll.
 */
export class NodeSignals {
  readonly #signals: StoreSignals | undefined;
  readonly #logger: Logger;
  /** Kinds whose signal is on its way, and whether it must be sent once more after that. */
  readonly #sending = new Map<string, boolean>();
  #end: (() => Promise<void>) | undefined;

  constructor(store: SqlStore, logger: Logger) {
    this.#signals = store.signals;
    this.#logger = logger;
  }

  async start(onDue: (kind: string) => void): Promise<void> {
    this.#end = await this.#signals?.listen(CHANNEL, onDue);
  }

  async stop(): Promise<void> {
    await this.#end?.();
  }

  /** Many at once become one, or one on its way and one after it. */
  tell(kind: string): void {
    if (!this.#signals) return;
    if (this.#sending.has(kind)) {
      this.#sending.set(kind, true);
      return;
    }
    this.#sending.set(kind, false);
    this.#signals
      .send(CHANNEL, kind)
      .catch((error: unknown) => this.#logger.warn({ err: error }, 'other nodes could not be told of due work'))
      .finally(() => {
        const again = this.#sending.get(kind);
        this.#sending.delete(kind);
        if (again) this.tell(kind);
      });
  }
}
