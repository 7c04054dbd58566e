import { ServiceError } from '../../base/errors.ts';
import type { WriteCondition } from '../../store/objects/object-index.ts';
import type { StoredObject } from '../../store/objects/object-store.ts';
import { preconditionFailed } from '../../store/objects/s3-errors.ts';

export interface ReadConditions {
  readonly IfMatch?: string | undefined;
  readonly IfNoneMatch?: string | undefined;
  /** Epoch seconds. */
  readonly IfModifiedSince?: number | undefined;
  readonly IfUnmodifiedSince?: number | undefined;
}

/**
 * Evaluates a read's conditions in HTTP's order (RFC 9110, 13.2.2). Throws PreconditionFailed, or NotModified (304)
 * with the validators of what the client has.
 */
export function checkReadConditions(conditions: ReadConditions, object: StoredObject): void {
  const failed = failedCondition(conditions, object);
  if (failed === 'If-Match' || failed === 'If-Unmodified-Since') throw preconditionFailed(failed);
  if (failed) {
    throw new ServiceError('NotModified', 'Not Modified', 304, {
      ETag: quoted(object.etag),
      'Last-Modified': new Date(object.lastModifiedMs).toUTCString(),
    });
  }
}

/** Conditions on a copy's source: there is no 304, any that fails is PreconditionFailed. */
export function checkSourceConditions(
  input: {
    readonly CopySourceIfMatch?: string | undefined;
    readonly CopySourceIfNoneMatch?: string | undefined;
    readonly CopySourceIfModifiedSince?: number | undefined;
    readonly CopySourceIfUnmodifiedSince?: number | undefined;
  },
  source: StoredObject,
): void {
  const failed = failedCondition(
    {
      IfMatch: input.CopySourceIfMatch,
      IfNoneMatch: input.CopySourceIfNoneMatch,
      IfModifiedSince: input.CopySourceIfModifiedSince,
      IfUnmodifiedSince: input.CopySourceIfUnmodifiedSince,
    },
    source,
  );
  if (failed) throw preconditionFailed(`x-amz-copy-source-${failed}`);
}

/** What must hold of a key for a write. Throws NotImplemented for what S3 refuses as well. */
export function writeConditionOf(input: Pick<ReadConditions, 'IfMatch' | 'IfNoneMatch'>): WriteCondition {
  if (input.IfNoneMatch !== undefined && input.IfNoneMatch !== '*') {
    const text = 'A header you provided implies functionality that is not implemented';
    throw new ServiceError('NotImplemented', text, 501, { Header: 'If-None-Match' });
  }
  return {
    ...(input.IfMatch === undefined ? {} : { ifMatch: unquoted(input.IfMatch) }),
    ...(input.IfNoneMatch === undefined ? {} : { ifNoneMatch: input.IfNoneMatch }),
  };
}

export const quoted = (etag: string) => `"${etag}"`;

/** An ETag without quotes and weakness mark, as some clients send it. */
export function unquoted(etag: string): string {
  return etag
    .trim()
    .replace(/^W\//, '')
    .replace(/^"(.*)"$/, '$1');
}

function failedCondition(conditions: ReadConditions, object: StoredObject): string | undefined {
  // HTTP dates have whole seconds.
  const modified = Math.floor(object.lastModifiedMs / 1000);
  const { IfMatch, IfNoneMatch, IfModifiedSince, IfUnmodifiedSince } = conditions;
  if (IfMatch !== undefined) {
    if (!matches(IfMatch, object.etag)) return 'If-Match';
  } else if (IfUnmodifiedSince !== undefined && modified > Math.floor(IfUnmodifiedSince)) return 'If-Unmodified-Since';
  if (IfNoneMatch !== undefined) return matches(IfNoneMatch, object.etag) ? 'If-None-Match' : undefined;
  if (IfModifiedSince !== undefined && modified <= Math.floor(IfModifiedSince)) return 'If-Modified-Since';
  return undefined;
}

function matches(condition: string, etag: string): boolean {
  return condition.split(',').some((candidate) => candidate.trim() === '*' || unquoted(candidate) === etag);
}
