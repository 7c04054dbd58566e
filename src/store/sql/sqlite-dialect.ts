import {
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type Kysely,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import { InvariantError } from '../../base/errors.ts';
import type { SqliteConnection } from './sqlite-connection.ts';

/** SQLite rolls back CREATE TABLE like any other write, so that a migration is whole or absent. */
class TransactionalSqliteAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

/** A transaction takes milliseconds. One inside another would wait for itself for ever. */
const TURN_TIMEOUT_MS = 30_000;

/** Hands out the one connection it has; who wants it while it is out waits in line. */
class SqliteDriver implements Driver {
  readonly #connection: SqliteConnection;
  readonly #waiting: (() => void)[] = [];
  #taken = false;

  constructor(connection: SqliteConnection) {
    this.#connection = connection;
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    if (this.#taken) await this.#turn();
    this.#taken = true;
    return this.#connection;
  }

  #turn(): Promise<void> {
    return new Promise((resolve, reject) => {
      const go = () => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        this.#waiting.splice(this.#waiting.indexOf(go), 1);
        reject(new InvariantError('a transaction did not end. Was another one begun inside it?'));
      }, TURN_TIMEOUT_MS);
      this.#waiting.push(go);
    });
  }

  async beginTransaction(): Promise<void> {
    this.#connection.begin();
  }

  async commitTransaction(): Promise<void> {
    this.#connection.commit();
  }

  async rollbackTransaction(): Promise<void> {
    this.#connection.rollback();
  }

  async releaseConnection(): Promise<void> {
    const next = this.#waiting.shift();
    // The connection stays taken: it passes to the next in line, nobody can slip in between.
    if (next) next();
    else this.#taken = false;
  }

  async destroy(): Promise<void> {
    this.#connection.close();
  }
}

/** kysely over one SQLite connection. */
export function sqliteDialect(connection: SqliteConnection): Dialect {
  return {
    createDriver: () => new SqliteDriver(connection),
    createAdapter: () => new TransactionalSqliteAdapter(),
    createQueryCompiler: () => new SqliteQueryCompiler(),
    createIntrospector: (db: Kysely<unknown>) => new SqliteIntrospector(db),
  };
}
