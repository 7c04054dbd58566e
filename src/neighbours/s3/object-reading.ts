import type { GetObjectOutput } from '../../api/generated/s3-types.ts';
import { epochSeconds } from '../../base/clock.ts';
import type { ByteRange } from '../../store/objects/content-reader.ts';
import type { FileObjectStore } from '../../store/objects/file-object-store.ts';
import type { IndexedObject } from '../../store/objects/object-index.ts';
import { invalidRequest } from '../../store/objects/s3-errors.ts';
import { contentRange, invalidRange, lengthOf, rangeOf } from './byte-ranges.ts';
import { checksumMembers } from './checksum-members.ts';
import { quoted } from './conditions.ts';
import { metadataMembers } from './object-metadata.ts';

interface ReadRequest {
  readonly Range?: string | undefined;
  readonly PartNumber?: number | undefined;
  readonly ChecksumMode?: string | undefined;
}

export interface ChosenRange {
  /** Undefined: the whole object, answered with 200. */
  readonly range?: ByteRange;
  readonly partsCount?: number;
}

/** The bytes that a request wants. Throws InvalidRange or InvalidRequest. */
export async function chooseRange(
  objects: FileObjectStore,
  object: IndexedObject,
  request: ReadRequest,
): Promise<ChosenRange> {
  if (request.PartNumber === undefined) {
    const range = rangeOf(request.Range, object.sizeBytes);
    return range ? { range } : {};
  }
  if (request.Range !== undefined)
    throw invalidRequest('Cannot specify both Range header and partNumber query parameter');
  return partRange(objects, object, request.PartNumber);
}

async function partRange(objects: FileObjectStore, object: IndexedObject, partNumber: number): Promise<ChosenRange> {
  const parts = await objects.partsOf(object);
  if (parts.length === 0) {
    // An object that was put in one go counts as one part.
    if (partNumber !== 1) throw invalidRange(`part ${partNumber}`, object.sizeBytes);
    return object.sizeBytes > 0 ? { range: { first: 0, last: object.sizeBytes - 1 } } : {};
  }
  let first = 0;
  for (const part of parts) {
    if (part.part_number === partNumber)
      return { range: { first, last: first + part.size_bytes - 1 }, partsCount: parts.length };
    first += part.size_bytes;
  }
  throw invalidRange(`part ${partNumber}`, object.sizeBytes);
}

/** The members that GetObject and HeadObject share. */
export function readMembers(
  object: IndexedObject,
  { range, partsCount }: ChosenRange,
  request: ReadRequest,
): GetObjectOutput {
  const tagCount = Object.keys(object.tags).length;
  // The checksum is of the whole object: clients would compare it with the range that they get.
  const showsChecksum = request.ChecksumMode?.toUpperCase() === 'ENABLED' && range === undefined;
  return {
    AcceptRanges: 'bytes',
    LastModified: epochSeconds(object.lastModifiedMs),
    ContentLength: range ? lengthOf(range) : object.sizeBytes,
    ...(range ? { ContentRange: contentRange(range, object.sizeBytes) } : {}),
    ETag: quoted(object.etag),
    ...metadataMembers(object.metadata),
    ...(showsChecksum ? checksumMembers(object.checksum) : {}),
    ...(partsCount === undefined ? {} : { PartsCount: partsCount }),
    ...(tagCount > 0 ? { TagCount: tagCount } : {}),
  };
}
