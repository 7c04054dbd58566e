import type { CompiledQuery, DatabaseConnection, QueryResult } from 'kysely';
import type { PoolClient } from 'pg';
import { InvariantError } from '../../base/errors.ts';
import { bindable } from './bindable.ts';
import type { StatementNames } from './postgres-statements.ts';

const CHANGES = new Set(['INSERT', 'UPDATE', 'DELETE', 'MERGE']);

/** One PostgreSQL session, borrowed from the pool, as kysely wants it. */
export class PostgresConnection implements DatabaseConnection {
  readonly #client: PoolClient;
  readonly #names: StatementNames;
  #broken = false;

  constructor(client: PoolClient, names: StatementNames) {
    this.#client = client;
    this.#names = names;
  }

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    const name = this.#names.nameOf(query.sql);
    const values = query.parameters.map(bindable);
    const { command, rowCount, rows } = await this.#client.query({
      text: query.sql,
      values,
      ...(name === undefined ? {} : { name }),
    });
    return CHANGES.has(command) ? { rows, numAffectedRows: BigInt(rowCount ?? 0) } : { rows };
  }

  // biome-ignore lint/correctness/useYield: kysely's interface wants a generator; every list is paged instead.
  async *streamQuery<Row>(): AsyncIterableIterator<QueryResult<Row>> {
    throw new InvariantError('results are paged, not streamed');
  }

  async begin(): Promise<void> {
    await this.#client.query('begin isolation level read committed');
  }

  /**
   * Returns once the commit is durable. After a statement that failed, PostgreSQL answers COMMIT with a rollback and
   * without an error; that must not pass for a commit.
   */
  async commit(): Promise<void> {
    const { command } = await this.#client.query('commit');
    if (command !== 'COMMIT') throw new InvariantError('the transaction was rolled back by an earlier error');
  }

  /** Never throws: a session that cannot even roll back is thrown away, and the server rolls back for it. */
  async rollback(): Promise<void> {
    try {
      await this.#client.query('rollback');
    } catch {
      this.#broken = true;
    }
  }

  release(): void {
    this.#client.release(this.#broken);
  }
}
