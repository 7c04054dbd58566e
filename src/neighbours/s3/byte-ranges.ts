import { ServiceError } from '../../base/errors.ts';
import type { ByteRange } from '../../store/objects/content-reader.ts';

/**
 * The bytes that a Range header asks for. Undefined, which is all of them, for a header that is malformed, in another
 * unit or of several ranges: HTTP lets a server pass over those, and S3 does. Throws InvalidRange (416) when the object
 * has none of the bytes.
 */
export function rangeOf(header: string | undefined, sizeBytes: number): ByteRange | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '');
  if (!match || header === undefined) return undefined;
  const [, first = '', last = ''] = match;
  if (first === '' && last === '') return undefined;
  const range =
    first === '' ? lastBytes(Number(last), sizeBytes) : { first: Number(first), last: lastOf(last, sizeBytes) };
  if (range.first >= sizeBytes) throw invalidRange(header, sizeBytes);
  return range.last < range.first ? undefined : range;
}

export const contentRange = (range: ByteRange, sizeBytes: number) => `bytes ${range.first}-${range.last}/${sizeBytes}`;

export const lengthOf = (range: ByteRange) => range.last - range.first + 1;

function lastBytes(count: number, sizeBytes: number): ByteRange {
  // The last zero bytes are none of them.
  return count === 0
    ? { first: sizeBytes, last: sizeBytes }
    : { first: Math.max(0, sizeBytes - count), last: sizeBytes - 1 };
}

function lastOf(last: string, sizeBytes: number): number {
  return last === '' ? sizeBytes - 1 : Math.min(Number(last), sizeBytes - 1);
}

export function invalidRange(requested: string, sizeBytes: number): ServiceError {
  return new ServiceError('InvalidRange', 'The requested range is not satisfiable', 416, {
    RangeRequested: requested,
    ActualObjectSize: sizeBytes,
  });
}
