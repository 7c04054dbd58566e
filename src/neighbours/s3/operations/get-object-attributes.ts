import type { GetObjectAttributesOutput, GetObjectAttributesRequest } from '../../../api/generated/s3-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { epochSeconds } from '../../../base/clock.ts';
import type { FileObjectStore } from '../../../store/objects/file-object-store.ts';
import type { IndexedObject } from '../../../store/objects/object-index.ts';
import { noSuchKey } from '../../../store/objects/s3-errors.ts';
import { ownBucket } from '../bucket-access.ts';
import { checksumMembers, partChecksumMembers } from '../checksum-members.ts';
import { pageSize } from '../listing-names.ts';
import { checkVersion, refuseCustomerKeys } from '../unbuilt-features.ts';

/** Those facts of an object that the request names. */
export function getObjectAttributes(
  objects: FileObjectStore,
): Operation<GetObjectAttributesRequest, GetObjectAttributesOutput> {
  return async (input, context) => {
    await ownBucket(objects, input, context);
    checkVersion(input.VersionId);
    refuseCustomerKeys(input);
    const object = await objects.head(input.Bucket, input.Key);
    if (!object) throw noSuchKey(input.Key);
    const wanted = new Set<string>(input.ObjectAttributes);
    const parts = wanted.has('ObjectParts') ? await partsOf(objects, object, input) : undefined;
    return {
      LastModified: epochSeconds(object.lastModifiedMs),
      ...(wanted.has('ETag') ? { ETag: object.etag } : {}),
      ...(wanted.has('Checksum') && object.checksum ? { Checksum: checksumMembers(object.checksum) } : {}),
      ...(parts ? { ObjectParts: parts } : {}),
      ...(wanted.has('StorageClass') ? { StorageClass: 'STANDARD' as const } : {}),
      ...(wanted.has('ObjectSize') ? { ObjectSize: object.sizeBytes } : {}),
    };
  };
}

async function partsOf(
  objects: FileObjectStore,
  object: IndexedObject,
  input: GetObjectAttributesRequest,
): Promise<GetObjectAttributesOutput['ObjectParts']> {
  const all = await objects.partsOf(object);
  if (all.length === 0) return undefined;
  const limit = pageSize(input.MaxParts, 'max-parts');
  const after = input.PartNumberMarker ?? 0;
  const rest = all.filter((part) => part.part_number > after);
  const shown = rest.slice(0, limit);
  return {
    TotalPartsCount: all.length,
    // S3 lists the parts one by one only when they have checksums.
    ...(object.checksum
      ? {
          PartNumberMarker: after,
          NextPartNumberMarker: shown.at(-1)?.part_number ?? 0,
          MaxParts: limit,
          IsTruncated: rest.length > limit,
          Parts: shown.map((part) => ({
            PartNumber: part.part_number,
            Size: part.size_bytes,
            ...partChecksumMembers(object.checksum?.algorithm, part.checksum),
          })),
        }
      : {}),
  };
}
