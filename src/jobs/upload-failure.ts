import { JobFailure } from '../base/errors.ts';
import { isClientFault } from './client-fault.ts';

/** What reading gives where a job left no right to it, a path that is too long, or a name that is no UTF-8. */
const UNREADABLE = new Set(['EACCES', 'EPERM', 'ENAMETOOLONG', 'ENOENT']);
/** Characters of a path that are shown. */
const SHOWN_MAX = 200;

/** The failure SageMaker shows when an output can't be sent. */
export function uploadFailure(s3Uri: string, why: string): JobFailure {
  return new JobFailure('ClientError', `Artifact upload failed:Failed to upload to ${s3Uri}: ${why}`);
}

/**
 * The error as the job's failure, when the destination refused or the job left something that can't be read below one
 * of the roots; else the error itself, which may be gone another time.
 */
export function asUploadFailure(error: unknown, s3Uri: string, roots: readonly string[]): unknown {
  if (isClientFault(error)) return uploadFailure(s3Uri, `${error.code}: ${error.message}`);
  const { code = '', path } = error as NodeJS.ErrnoException;
  const root = roots.find((one) => path?.startsWith(`${one}/`));
  if (!UNREADABLE.has(code) || path === undefined || root === undefined) return error;
  return uploadFailure(s3Uri, `"${path.slice(root.length + 1, root.length + SHOWN_MAX)}" can not be read (${code}).`);
}
