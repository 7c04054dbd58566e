import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite';
import { Kysely } from 'kysely';
import { type Logger, silentLogger } from '../../base/logger.ts';
import { KyselyStore } from './kysely-store.ts';
import { RowCache } from './row-cache.ts';
import { SqlDialect, type SqlStore } from './sql-store.ts';
import { SqliteConnection } from './sqlite-connection.ts';
import { sqliteDialect } from './sqlite-dialect.ts';
import { lockSqliteFile } from './sqlite-lock.ts';
import { SqliteReserve } from './sqlite-reserve.ts';

export interface SqliteStoreOptions {
  /** The database file. Its directory is made when it is missing. */
  readonly path: string;
  readonly logger?: Logger;
}

/** How long a statement waits for a stranger that holds the file (a backup tool); our own connections never collide. */
const BUSY_TIMEOUT_MS = 15_000;
const CACHE_KIB = 8192;
/** What one large transaction leaves of the write-ahead log on disk. */
const LOG_BYTES_KEPT = 64 * 2 ** 20;

/**
 * Opens or creates the embedded database. This process is its only owner until `close`: throws StoreInUseError when
 * another has it open. One connection writes, one transaction at a time; a second one reads what is committed and waits
 * for nobody. A commit returns once it is on disk.
 */
export async function openSqliteStore({ path, logger = silentLogger }: SqliteStoreOptions): Promise<SqlStore> {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const lock = lockSqliteFile(path);
  try {
    // It holds access keys: nobody else on the machine may read it. WAL files take over the mode.
    closeSync(openSync(path, 'a', 0o600));
    const writerDatabase = openDatabase(path);
    const reserve = new SqliteReserve(writerDatabase);
    const writerConnection = new SqliteConnection(writerDatabase, () => reserve.topUp());
    const readerConnection = new SqliteConnection(openDatabase(path, 'query_only = on'));
    const writer = new Kysely<unknown>({ dialect: sqliteDialect(writerConnection) });
    const reader = new Kysely<unknown>({ dialect: sqliteDialect(readerConnection) });
    return new KyselyStore({
      dialect: SqlDialect.Sqlite,
      reader,
      writer,
      rows: new RowCache(),
      logger,
      makeRoom: () => reserve.recycleLog(),
      withMigrationConnection: (work) => work(writer),
      // In line behind the transactions that have begun, so that none of them loses its connection half-way.
      close: () =>
        writer.connection().execute(async () => {
          reserve.close();
          readerConnection.close();
          writerConnection.close();
          lock.release();
        }),
    });
  } catch (error) {
    lock.release();
    throw error;
  }
}

function openDatabase(path: string, ...pragmas: string[]): DatabaseSyncInstance {
  const database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS, enableForeignKeyConstraints: true });
  const settings = [
    'journal_mode = wal',
    // FULL: the log is synced at every commit, so that an answered request survives a power cut.
    'synchronous = full',
    'temp_store = memory',
    `cache_size = -${CACHE_KIB}`,
    `journal_size_limit = ${LOG_BYTES_KEPT}`,
    ...pragmas,
  ];
  for (const setting of settings) database.exec(`pragma ${setting}`);
  return database;
}
