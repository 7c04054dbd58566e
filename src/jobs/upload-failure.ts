import { JobFailure } from '../base/errors.ts';
import { isClientFault } from './client-fault.ts';
import { NOT_UTF8 } from './text-names.ts';

/** What reading gives where a job left no right to it, a path that is too long, or a name that is no text. */
const UNREADABLE = new Set(['EACCES', 'EPERM', 'ENAMETOOLONG', 'ENOENT', NOT_UTF8]);
/** Characters of a path that are shown. */
const SHOWN_MAX = 200;

/** The failure SageMaker shows when an output can't be sent. */
export function uploadFailure(s3Uri: string, why: string): JobFailure {
  return new JobFailure('ClientError', `Artifact upload failed:Failed to upload to ${s3Uri}: ${why}`);
}

/** A directory of a job on this machine, and where the job has it. */
export interface SeenPlace {
  readonly source: string;
  readonly seenAs: string;
}

/**
 * The error as the job's failure, when the destination refused or the job left something that can't be read in one of
 * the places; else the error itself, which may be gone another time.
 */
export function asUploadFailure(error: unknown, s3Uri: string, places: readonly SeenPlace[]): unknown {
  if (isClientFault(error)) return uploadFailure(s3Uri, `${error.code}: ${error.message}`);
  const { code = '', path } = error as NodeJS.ErrnoException;
  const place = places.find(({ source }) => path?.startsWith(`${source}/`));
  if (!UNREADABLE.has(code) || path === undefined || place === undefined) return error;
  const seen = (place.seenAs + path.slice(place.source.length)).slice(0, SHOWN_MAX);
  const fault = code === NOT_UTF8 ? 'has a name that is not UTF-8 text' : `can not be read (${code})`;
  return uploadFailure(s3Uri, `"${seen}" ${fault}.`);
}
