import type { UploadPartCopyOutput, UploadPartCopyRequest } from '../../../api/generated/s3-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { epochSeconds } from '../../../base/clock.ts';
import type { ByteRange } from '../../../store/objects/content-reader.ts';
import type { FileObjectStore } from '../../../store/objects/file-object-store.ts';
import { invalidArgument } from '../../../store/objects/s3-errors.ts';
import { ownBucket } from '../bucket-access.ts';
import { lengthOf } from '../byte-ranges.ts';
import { partChecksumMembers } from '../checksum-members.ts';
import { checkSourceConditions, quoted } from '../conditions.ts';
import { readableSource } from '../copy-source.ts';
import { checkPartNumber } from '../part-numbers.ts';
import { refuseCustomerKeys } from '../unbuilt-features.ts';

/** Makes a part of another object, or of a range of it. */
export function uploadPartCopy(objects: FileObjectStore): Operation<UploadPartCopyRequest, UploadPartCopyOutput> {
  return async (input, context) => {
    await ownBucket(objects, input, context);
    checkPartNumber(input.PartNumber);
    refuseCustomerKeys(input);
    const upload = await objects.uploads.require(input.Bucket, input.Key, input.UploadId);
    const source = await readableSource(objects, input, context);
    let range: ByteRange = { first: 0, last: -1 };
    const { body } = await objects.open(source.bucket, source.key, (object) => {
      checkSourceConditions(input, object);
      range = sourceRange(input.CopySourceRange, object.sizeBytes);
      return range;
    });
    const content = { content: body, sizeBytes: lengthOf(range) };
    const part = await objects.uploads.putPart(upload, input.PartNumber, content).finally(() => body.destroy());
    return {
      CopyPartResult: {
        ETag: quoted(part.etag),
        LastModified: epochSeconds(part.modifiedMs),
        ...partChecksumMembers(upload.checksum?.algorithm, part.checksum),
      },
    };
  };
}

/** Stricter than a Range header: both ends are named and lie in the source. */
function sourceRange(header: string | undefined, sizeBytes: number): ByteRange {
  if (header === undefined) return { first: 0, last: sizeBytes - 1 };
  const match = /^bytes=(\d+)-(\d+)$/.exec(header);
  const range = { first: Number(match?.[1]), last: Number(match?.[2]) };
  if (!match || range.last < range.first) {
    const text =
      'The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy';
    throw invalidArgument(text, 'x-amz-copy-source-range', header);
  }
  if (range.last >= sizeBytes) {
    throw invalidArgument(
      `Range specified is not valid for source object of size: ${sizeBytes}`,
      'x-amz-copy-source-range',
      header,
    );
  }
  return range;
}
