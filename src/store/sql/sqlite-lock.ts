import { DatabaseSync } from '@photostructure/sqlite';

/** Another process owns the data directory. The message is for the user's terminal. */
export class StoreInUseError extends Error {
  constructor(path: string) {
    super(
      `${path} is in use by another sagebrush server. Stop that one first, or choose another directory by --data-dir.`,
    );
    this.name = 'StoreInUseError';
  }
}

/**
 * Makes this process the only owner of the database at `path` until it closes the lock or dies, however it dies: the
 * lock is the operating system's (fcntl), taken by an exclusive transaction on an empty database of its own beside it.
 * Throws StoreInUseError when another process holds it.
 */
export function lockSqliteFile(path: string): { release(): void } {
  const lock = new DatabaseSync(`${path}.lock`, { timeout: 0 });
  try {
    lock.exec('pragma journal_mode = memory; begin exclusive');
  } catch (error) {
    lock.close();
    const SQLITE_BUSY = 5;
    if (error instanceof Error && Reflect.get(error, 'errcode') === SQLITE_BUSY) throw new StoreInUseError(path);
    throw error;
  }
  return { release: () => lock.close() };
}
