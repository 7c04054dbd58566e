import { ServiceError } from '../../base/errors.ts';

/** Extended SQLite result codes (sqlite.org/rescode.html) and PostgreSQL's SQLSTATE of the same meaning. */
const SQLITE_UNIQUE = new Set([1555, 2067, 2579]);
const SQLITE_FULL = 13;
const SQLITE_IOERR = 10;
const POSTGRES_UNIQUE = '23505';
const POSTGRES_DISK_FULL = '53100';
/** serialization_failure, deadlock_detected. */
const POSTGRES_START_OVER = new Set(['40001', '40P01']);

function detail(error: unknown, field: 'errcode' | 'code'): unknown {
  return typeof error === 'object' && error !== null && field in error ? Reflect.get(error, field) : undefined;
}

/** The write would have doubled a primary key or a unique column. On PostgreSQL the transaction is over then. */
export function isUniqueViolation(error: unknown): boolean {
  const errcode = detail(error, 'errcode');
  return (typeof errcode === 'number' && SQLITE_UNIQUE.has(errcode)) || detail(error, 'code') === POSTGRES_UNIQUE;
}

/** Two transactions stood in each other's way and this one was chosen to start over. */
export function isRetryable(error: unknown): boolean {
  const code = detail(error, 'code');
  return typeof code === 'string' && POSTGRES_START_OVER.has(code);
}

/** The disk, or what the database may use of it, is used up. */
export function isStorageFull(error: unknown): boolean {
  const errcode = detail(error, 'errcode');
  if (errcode === SQLITE_FULL || detail(error, 'code') === POSTGRES_DISK_FULL) return true;
  const inputOutput = typeof errcode === 'number' && (errcode & 0xff) === SQLITE_IOERR;
  return inputOutput && error instanceof Error && /ENOSPC|no space left/i.test(error.message);
}

/** What a caller of `transaction` gets to see of a database's error: a full disk is named, the rest stays as it is. */
export function visibleError(error: unknown): unknown {
  if (!isStorageFull(error)) return error;
  const full = new ServiceError(
    'InternalFailure',
    'The disk that holds the state of this server is full. Nothing was changed. Free some space and try again.',
    507,
  );
  full.cause = error;
  return full;
}
