import type { Kysely } from 'kysely';
import type { RowCache } from './row-cache.ts';

/** The databases that stand behind the store. Every store test runs on each. */
export const SqlDialect = { Sqlite: 'sqlite', Postgres: 'postgres' } as const;
export type SqlDialect = (typeof SqlDialect)[keyof typeof SqlDialect];

/**
 * A transaction in progress. Its writes are on disk when `SqlStore.transaction` returns, or not there at all.
 * Do no file or network I/O inside: on SQLite one transaction runs at a time.
 */
export interface SqlTransaction {
  /** Queries of this transaction. A domain narrows it with `db.withTables<ItsTables>()`. */
  readonly db: Kysely<unknown>;
  /** Runs once the commit is durable; not at all when it fails. Must not throw. */
  afterCommit(callback: () => void): void;
  /** Says that the row of this cache key is being changed: call it in the same turn as the write, or before it. */
  changes(cacheKey: string): void;
}

/**
 * Short messages between the nodes that share a database. A message may be lost (the receiver was reconnecting), so it
 * only ever says "look again", never what to do.
 */
export interface StoreSignals {
  send(channel: string, text: string): Promise<void>;
  /** Calls `receive` with each text, and with '' when messages may have been missed. Gives the function that ends it. */
  listen(channel: string, receive: (text: string) => void): Promise<() => Promise<void>>;
}

/**
 * State that survives kill -9. Column types are the subset that both databases share: text, bigint for milliseconds and
 * counters, integer 0/1 for booleans, double precision for finite measured values, JSON kept as text.
 */
export interface SqlStore {
  readonly dialect: SqlDialect;
  /** Reads outside a transaction. They see every write that was committed before they began. Never write through it. */
  readonly reader: Kysely<unknown>;
  /** Present where the database has one owner (SQLite). */
  readonly rows?: RowCache;
  /** Absent where the database has one owner (SQLite): there is nobody to tell. */
  readonly signals?: StoreSignals;
  /**
   * Runs `work` and commits, or rolls back when it throws. `work` may run more than once: PostgreSQL ends one of two
   * transactions that wait for each other, and that one starts over. On PostgreSQL (read committed) read what you are
   * about to change with `forUpdate`; on SQLite transactions run one after the other.
   * Throws InternalFailure with status 507 when the disk is full; nothing was written then.
   */
  transaction<Result>(work: (tx: SqlTransaction) => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
}
