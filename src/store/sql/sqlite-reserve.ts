import type { DatabaseSyncInstance } from '@photostructure/sqlite';

/** Kept free inside the database: the ends of some hundred jobs. */
const RESERVE_BYTES = 2 * 2 ** 20;
/** SQLite's default, which is ours. */
const PAGE_BYTES = 4096;
/** A start has better things to do than to write zeros. */
const FIRST_DELAY_MS = 1_000;

/**
 * Room for small writes once the disk is full: pages that belong to the database file and hold nothing, and a write-ahead
 * log of the same length, which is written over and over. Without it a job that has filled the disk could be neither
 * stopped nor recorded as failed, and so never be cleaned up.
 *
 * What a full disk still refuses are writes of more than the reserve. A file system that never writes in place (btrfs,
 * ZFS) may refuse all.
 */
export class SqliteReserve {
  readonly #database: DatabaseSyncInstance;
  readonly #freePages: ReturnType<DatabaseSyncInstance['prepare']>;
  readonly #timer: NodeJS.Timeout;
  #isKept = false;

  constructor(database: DatabaseSyncInstance) {
    this.#database = database;
    this.#freePages = database.prepare('pragma freelist_count');
    this.#timer = setTimeout(() => {
      this.#isKept = true;
      this.topUp();
    }, FIRST_DELAY_MS);
    this.#timer.unref();
  }

  /** Makes good what was used of it. Call it after each commit. */
  topUp(): void {
    if (!this.#isKept || !this.#database.isOpen || this.#database.isTransaction) return;
    if (this.#freeBytes() >= RESERVE_BYTES / 2) return;
    try {
      this.#database.exec('create table if not exists store_reserve (bytes blob)');
      this.#database.exec(`insert into store_reserve values (zeroblob(${RESERVE_BYTES}))`);
      // Now the pages are in the file as well, not in the log alone.
      this.recycleLog();
    } catch {
      // No room for more room. What there is of it has to do, and the next commit tries again.
    } finally {
      this.#release();
    }
  }

  /** Lets the log be written from its beginning again, where it takes no more of the disk. */
  recycleLog(): void {
    if (!this.#database.isTransaction) this.#database.exec('pragma wal_checkpoint(restart)');
  }

  close(): void {
    clearTimeout(this.#timer);
  }

  #release(): void {
    try {
      this.#database.exec('delete from store_reserve');
    } catch {
      // Not even that, or there is no such table yet. The next time releases it.
    }
  }

  #freeBytes(): number {
    return Number(Object.values(this.#freePages.get() ?? {})[0] ?? 0) * PAGE_BYTES;
  }
}
