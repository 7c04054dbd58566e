import { ServiceError } from './errors.ts';

/** What S3 and the state of the server answer when the disk is full (507, Insufficient Storage). */
const INSUFFICIENT_STORAGE = 507;

/** True when the disk, or what its owner may use of it, is used up: it may go well once there is room again. */
export function isOutOfSpace(error: unknown): boolean {
  if (error instanceof ServiceError) return error.status === INSUFFICIENT_STORAGE;
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ENOSPC' || code === 'EDQUOT';
}
