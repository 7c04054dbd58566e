import type { Logger } from '../../base/logger.ts';
import type { SqlStore } from '../../store/sql/sql-store.ts';

const CHANNEL = 'sagebrush_queues';
/** The longest that a timer can be set. */
const TIMER_MS_MAX = 2 ** 31 - 1;

/** Somebody who waits for messages of a queue. */
export interface Receiver {
  /** Resolves when something may be there since `join`, when the time is over or the signal aborts. */
  wait(forMs: number, signal: AbortSignal | undefined): Promise<void>;
  leave(): void;
}

/**
 * Who waits for which queue. A send wakes those of its queue here at once and those on other nodes by a signal; nobody
 * asks the database in between.
 */
export class Receivers {
  readonly #store: SqlStore;
  readonly #logger: Logger;
  readonly #waiting = new Map<string, Set<Waiting>>();
  readonly #telling = new Map<string, boolean>();
  #ended = false;
  #end: (() => Promise<void>) | undefined;

  constructor(store: SqlStore, logger: Logger) {
    this.#store = store;
    this.#logger = logger;
  }

  /** True from `close` on: nobody should wait any more. */
  get ended(): boolean {
    return this.#ended;
  }

  async start(): Promise<void> {
    this.#end = await this.#store.signals?.listen(CHANNEL, (queueId) => {
      for (const [id] of this.#waiting) if (queueId === '' || queueId === id) this.#wake(id);
    });
  }

  /** Lets everybody go at once. */
  async close(): Promise<void> {
    this.#ended = true;
    for (const queueId of [...this.#waiting.keys()]) this.#wake(queueId);
    await this.#end?.();
  }

  /** Join before looking, so that what comes between the look and the wait is not missed. */
  join(queueId: string): Receiver {
    const waiting = new Waiting();
    const others = this.#waiting.get(queueId) ?? new Set();
    this.#waiting.set(queueId, others.add(waiting));
    return {
      wait: (forMs, signal) => (this.#ended ? Promise.resolve() : waiting.wait(forMs, signal)),
      leave: () => {
        others.delete(waiting);
        if (others.size === 0 && this.#waiting.get(queueId) === others) this.#waiting.delete(queueId);
      },
    };
  }

  /** Messages of the queue may have come into sight. Call it after the commit. */
  notify(queueId: string): void {
    this.#wake(queueId);
    this.#tellOthers(queueId);
  }

  #wake(queueId: string): void {
    for (const waiting of this.#waiting.get(queueId) ?? []) waiting.wake();
  }

  /** Many at once become one, or one on its way and one after it. */
  #tellOthers(queueId: string): void {
    const { signals } = this.#store;
    if (!signals || this.#ended) return;
    if (this.#telling.has(queueId)) {
      this.#telling.set(queueId, true);
      return;
    }
    this.#telling.set(queueId, false);
    signals
      .send(CHANNEL, queueId)
      .catch((error: unknown) => this.#logger.warn({ err: error }, 'other nodes could not be told of a message'))
      .finally(() => {
        const again = this.#telling.get(queueId);
        this.#telling.delete(queueId);
        if (again) this.#tellOthers(queueId);
      });
  }
}

class Waiting {
  #woken = false;
  #resolve: (() => void) | undefined;

  wake(): void {
    this.#woken = true;
    this.#resolve?.();
  }

  async wait(forMs: number, signal: AbortSignal | undefined): Promise<void> {
    if (!this.#woken && !signal?.aborted) await this.#until(forMs, signal);
    this.#woken = false;
  }

  async #until(forMs: number, signal: AbortSignal | undefined): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const wake = () => this.#resolve?.();
    try {
      await new Promise<void>((resolve) => {
        this.#resolve = resolve;
        timer = setTimeout(resolve, Math.min(Math.max(forMs, 0), TIMER_MS_MAX));
        signal?.addEventListener('abort', wake, { once: true });
      });
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', wake);
      this.#resolve = undefined;
    }
  }
}
