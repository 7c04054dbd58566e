import type { ListPartsOutput, ListPartsRequest } from '../../../api/generated/s3-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { epochSeconds } from '../../../base/clock.ts';
import type { FileObjectStore } from '../../../store/objects/file-object-store.ts';
import { ownBucket } from '../bucket-access.ts';
import { partChecksumMembers } from '../checksum-members.ts';
import { quoted } from '../conditions.ts';
import { ownerOf, pageSize } from '../listing-names.ts';

/** Lists the parts of an unfinished upload by number. */
export function listParts(objects: FileObjectStore): Operation<ListPartsRequest, ListPartsOutput> {
  return async (input, context) => {
    const { account } = await ownBucket(objects, input, context);
    const upload = await objects.uploads.require(input.Bucket, input.Key, input.UploadId);
    const limit = pageSize(input.MaxParts, 'max-parts');
    const after = input.PartNumberMarker ?? 0;
    const parts = await objects.uploads.listParts(input.UploadId, after, limit + 1);
    const shown = parts.slice(0, limit);
    const { checksum } = upload;
    return {
      Bucket: input.Bucket,
      Key: input.Key,
      UploadId: input.UploadId,
      PartNumberMarker: after,
      NextPartNumberMarker: shown.at(-1)?.partNumber ?? 0,
      MaxParts: limit,
      IsTruncated: parts.length > limit,
      Parts: shown.map((part) => ({
        PartNumber: part.partNumber,
        LastModified: epochSeconds(part.modifiedMs),
        ETag: quoted(part.etag),
        Size: part.sizeBytes,
        ...partChecksumMembers(checksum?.algorithm, part.checksum),
      })),
      Initiator: ownerOf(account),
      Owner: ownerOf(account),
      StorageClass: 'STANDARD',
      ...(checksum ? { ChecksumAlgorithm: checksum.algorithm, ChecksumType: checksum.type } : {}),
    };
  };
}
