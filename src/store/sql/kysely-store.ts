import { setTimeout as pause } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import type { Logger } from '../../base/logger.ts';
import { randomBelow } from '../../base/random.ts';
import type { RowCache } from './row-cache.ts';
import { isRetryable, isStorageFull, visibleError } from './sql-errors.ts';
import type { SqlDialect, SqlStore, SqlTransaction, StoreSignals } from './sql-store.ts';

/** How often a transaction starts over after a deadlock before its caller hears of it. */
const ATTEMPTS_MAX = 6;

export interface KyselyStoreParts {
  readonly dialect: SqlDialect;
  readonly reader: Kysely<unknown>;
  /** Where transactions run. Its driver sees to BEGIN, COMMIT and who waits for whom. */
  readonly writer: Kysely<unknown>;
  readonly rows?: RowCache;
  readonly signals?: StoreSignals;
  readonly logger: Logger;
  /** Frees some of what the database itself takes of a full disk, before a transaction is tried once more. */
  readonly makeRoom?: () => void;
  /** Gives `work` a connection on which migrations may take as long as they need. */
  readonly withMigrationConnection: (work: (db: Kysely<unknown>) => Promise<void>) => Promise<void>;
  /** Closes what stands behind reader and writer. */
  readonly close: () => Promise<void>;
}

/** The store over kysely; the databases differ only in the parts they bring. */
export class KyselyStore implements SqlStore {
  readonly dialect: SqlDialect;
  readonly reader: Kysely<unknown>;
  readonly rows?: RowCache;
  readonly signals?: StoreSignals;
  readonly #parts: KyselyStoreParts;
  #closed: Promise<void> | undefined;

  constructor(parts: KyselyStoreParts) {
    this.#parts = parts;
    this.dialect = parts.dialect;
    this.reader = parts.reader;
    if (parts.rows) this.rows = parts.rows;
    if (parts.signals) this.signals = parts.signals;
  }

  async transaction<Result>(work: (tx: SqlTransaction) => Promise<Result>): Promise<Result> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#attempt(work);
      } catch (error) {
        if (attempt === 1 && isStorageFull(error) && this.#parts.makeRoom) {
          this.#parts.makeRoom();
          continue;
        }
        if (attempt === ATTEMPTS_MAX || !isRetryable(error)) throw visibleError(error);
        await pause(1 + randomBelow(5 * 2 ** attempt));
      }
    }
  }

  withMigrationConnection(work: (db: Kysely<unknown>) => Promise<void>): Promise<void> {
    return this.#parts.withMigrationConnection(work);
  }

  close(): Promise<void> {
    this.#closed ??= this.#parts.close();
    return this.#closed;
  }

  async #attempt<Result>(work: (tx: SqlTransaction) => Promise<Result>): Promise<Result> {
    const callbacks: (() => void)[] = [];
    const held: string[] = [];
    const afterCommit = (callback: () => void) => void callbacks.push(callback);
    const changes = (cacheKey: string) => {
      this.rows?.hold(cacheKey);
      held.push(cacheKey);
    };
    let result: Result;
    try {
      result = await this.#parts.writer.transaction().execute((db) => work({ db, afterCommit, changes }));
    } finally {
      for (const cacheKey of held) this.rows?.release(cacheKey);
    }
    for (const callback of callbacks) this.#runSafely(callback);
    return result;
  }

  /** The commit is done: a callback that throws must not make it look failed. */
  #runSafely(callback: () => void): void {
    try {
      callback();
    } catch (error) {
      this.#parts.logger.error({ err: error }, 'a callback after a commit threw');
    }
  }
}
