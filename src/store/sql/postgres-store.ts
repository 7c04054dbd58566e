import { Kysely } from 'kysely';
import pg from 'pg';
import { type Logger, silentLogger } from '../../base/logger.ts';
import { KyselyStore } from './kysely-store.ts';
import { postgresDialect } from './postgres-dialect.ts';
import { PostgresSignals } from './postgres-signals.ts';
import { SqlDialect, type SqlStore } from './sql-store.ts';

export interface PostgresStoreOptions {
  /** `postgres://user:password@host:port/database`, or what else libpq's URLs allow. */
  readonly url: string;
  readonly logger?: Logger;
  /** Sessions held open at most. */
  readonly connectionsMax?: number;
}

const CONNECT_TIMEOUT_MS = 10_000;
const STATEMENT_TIMEOUT_MS = 30_000;
/** A transaction of ours does no I/O but SQL; one that idles this long belongs to a node that hangs. */
const IDLE_IN_TRANSACTION_TIMEOUT_MS = 60_000;
const CONNECTIONS_MAX = 20;

/** Object ids of int8 and numeric in pg_type: counts, sums and milliseconds, all below 2^53. */
const NUMBER_TYPES = new Set<number>([20, 1700]);

const types: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    NUMBER_TYPES.has(oid) && format !== 'binary' ? parseNumber : pg.types.getTypeParser(oid, format as 'text'),
};

function parseNumber(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && !Number.isSafeInteger(number)) throw new RangeError(`${text} is above 2^53`);
  return number;
}

/**
 * Connects to PostgreSQL. Transactions run at read committed: rows that will be changed are read with FOR UPDATE.
 * Throws an error that names host and database (never the password) when it cannot be reached.
 */
export async function openPostgresStore(options: PostgresStoreOptions): Promise<SqlStore> {
  const { url, logger = silentLogger, connectionsMax = CONNECTIONS_MAX } = options;
  const connect = { connectionString: url, connectionTimeoutMillis: CONNECT_TIMEOUT_MS, application_name: 'sagebrush' };
  const openPool = (settings: pg.PoolConfig) => {
    const pool = new pg.Pool({ ...connect, types, ...settings });
    const lost = (error: Error) => logger.warn({ err: error }, 'a PostgreSQL session was lost');
    // The pool drops a session that the server closed; the next query opens another.
    pool.on('error', lost);
    // The pool listens only to idle sessions. One that is lost between two queries of a transaction would end the process.
    pool.on('connect', (client) => client.on('error', lost));
    return pool;
  };
  const pool = openPool({
    max: connectionsMax,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_TIMEOUT_MS,
  });
  await mustReach(pool, url);
  const db = new Kysely<unknown>({ dialect: postgresDialect(pool) });
  const signals = new PostgresSignals(connect, pool, logger);
  return new KyselyStore({
    dialect: SqlDialect.Postgres,
    reader: db,
    writer: db,
    signals,
    logger,
    withMigrationConnection: async (work) => {
      const unhurried = new Kysely<unknown>({ dialect: postgresDialect(openPool({ max: 1 })) });
      await work(unhurried).finally(() => unhurried.destroy());
    },
    close: async () => {
      await signals.close();
      await pool.end();
    },
  });
}

async function mustReach(pool: pg.Pool, url: string): Promise<void> {
  try {
    await pool.query('select 1');
  } catch (error) {
    await pool.end();
    const reason = error instanceof Error ? error.message || error.name : String(error);
    throw new Error(`PostgreSQL at ${withoutPassword(url)} cannot be used: ${reason}`, { cause: error });
  }
}

function withoutPassword(url: string): string {
  if (!URL.canParse(url)) return 'the given URL';
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname}`;
}
