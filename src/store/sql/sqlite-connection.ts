import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import type { CompiledQuery, DatabaseConnection, QueryResult } from 'kysely';
import { LRUCache } from 'lru-cache';
import { InvariantError } from '../../base/errors.ts';
import { bindable } from './bindable.ts';

/** Statements kept prepared on each connection. Queries with varying text (lists of filters) share the rest. */
const STATEMENTS_MAX = 512;

interface Prepared {
  readonly statement: ReturnType<DatabaseSyncInstance['prepare']>;
  readonly returnsRows: boolean;
}

/** One SQLite connection as kysely wants it. Queries run at once, on this thread: 6 to 25 us each. */
export class SqliteConnection implements DatabaseConnection {
  readonly #database: DatabaseSyncInstance;
  readonly #statements = new LRUCache<string, Prepared>({ max: STATEMENTS_MAX });
  readonly #onCommit: () => void;
  #inTransaction = false;

  /** `onCommit` is called after each commit, between transactions. */
  constructor(database: DatabaseSyncInstance, onCommit: () => void = () => {}) {
    this.#database = database;
    this.#onCommit = onCommit;
  }

  executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    try {
      return Promise.resolve(this.#run<Row>(query));
    } catch (error) {
      return Promise.reject(error);
    }
  }

  // biome-ignore lint/correctness/useYield: kysely's interface wants a generator; every list is paged instead.
  async *streamQuery<Row>(): AsyncIterableIterator<QueryResult<Row>> {
    throw new InvariantError('results are paged, not streamed');
  }

  /** Waits for no one: the caller holds the only write transaction of this process. */
  begin(): void {
    this.#database.exec('begin immediate');
    this.#inTransaction = true;
  }

  /** Returns once the commit is on disk. Throws when it is not. */
  commit(): void {
    this.#mustBeOpen();
    this.#database.exec('commit');
    this.#inTransaction = false;
    this.#onCommit();
  }

  rollback(): void {
    this.#inTransaction = false;
    if (this.#database.isTransaction) this.#database.exec('rollback');
  }

  close(): void {
    this.#statements.clear();
    if (this.#database.isOpen) this.#database.close();
  }

  #run<Row>(query: CompiledQuery): QueryResult<Row> {
    const { statement, returnsRows } = this.#prepare(query.sql);
    if (this.#inTransaction) this.#mustBeOpen();
    const values = query.parameters.map(bindable);
    if (returnsRows) return { rows: statement.all(...values) as Row[] };
    const { changes, lastInsertRowid } = statement.run(...values);
    return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) };
  }

  /**
   * A full disk or an I/O error makes SQLite roll back by itself. What came after would then be committed statement by
   * statement, half of a transaction.
   */
  #mustBeOpen(): void {
    if (!this.#database.isTransaction) throw new InvariantError('the transaction was rolled back by an earlier error');
  }

  #prepare(sql: string): Prepared {
    const known = this.#statements.get(sql);
    if (known) return known;
    const statement = this.#database.prepare(sql);
    const prepared = { statement, returnsRows: statement.columns().length > 0 };
    this.#statements.set(sql, prepared);
    return prepared;
  }
}
