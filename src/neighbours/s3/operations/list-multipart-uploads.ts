import type { ListMultipartUploadsOutput, ListMultipartUploadsRequest } from '../../../api/generated/s3-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { epochSeconds } from '../../../base/clock.ts';
import type { FileObjectStore } from '../../../store/objects/file-object-store.ts';
import type { MultipartUpload } from '../../../store/objects/multipart-uploads.ts';
import { commonPrefixOf } from '../../../store/objects/object-listing.ts';
import { ownBucket } from '../bucket-access.ts';
import { given, nameWriter, ownerOf, pageSize } from '../listing-names.ts';

/** Lists unfinished uploads by key and id. */
export function listMultipartUploads(
  objects: FileObjectStore,
): Operation<ListMultipartUploadsRequest, ListMultipartUploadsOutput> {
  return async (input, context) => {
    const { account } = await ownBucket(objects, input, context);
    const write = nameWriter(given(input.EncodingType));
    const limit = pageSize(input.MaxUploads, 'max-uploads');
    const page = await readPage(objects, input, limit);
    return {
      Bucket: input.Bucket,
      KeyMarker: write(input.KeyMarker ?? ''),
      UploadIdMarker: input.UploadIdMarker ?? '',
      ...(page.isTruncated && page.last
        ? { NextKeyMarker: write(page.last.key), NextUploadIdMarker: page.last.uploadId }
        : {}),
      Prefix: write(input.Prefix ?? ''),
      ...(input.Delimiter ? { Delimiter: write(input.Delimiter) } : {}),
      ...(input.EncodingType ? { EncodingType: input.EncodingType } : {}),
      MaxUploads: limit,
      IsTruncated: page.isTruncated,
      Uploads: page.uploads.map((upload) => ({
        Key: write(upload.key),
        UploadId: upload.uploadId,
        Initiated: epochSeconds(upload.creationMs),
        StorageClass: 'STANDARD' as const,
        Owner: ownerOf(account),
        Initiator: ownerOf(account),
        ...(upload.checksum
          ? { ChecksumAlgorithm: upload.checksum.algorithm, ChecksumType: upload.checksum.type }
          : {}),
      })),
      CommonPrefixes: [...page.commonPrefixes].map((prefix) => ({ Prefix: write(prefix) })),
    };
  };
}

interface UploadPage {
  readonly uploads: readonly MultipartUpload[];
  readonly commonPrefixes: ReadonlySet<string>;
  readonly isTruncated: boolean;
  /** The last upload that was looked at. */
  readonly last: MultipartUpload | undefined;
}

/** A page reads `limit` uploads; with a delimiter several of them may show as one common prefix. */
async function readPage(
  objects: FileObjectStore,
  input: ListMultipartUploadsRequest,
  limit: number,
): Promise<UploadPage> {
  const keyMarker = given(input.KeyMarker);
  const found = await objects.uploads.list({
    bucket: input.Bucket,
    prefix: input.Prefix ?? '',
    after: keyMarker === undefined ? undefined : { key: keyMarker, uploadId: given(input.UploadIdMarker) },
    limit: limit + 1,
  });
  const read = found.slice(0, limit);
  const uploads: MultipartUpload[] = [];
  const commonPrefixes = new Set<string>();
  for (const upload of read) {
    const prefix = commonPrefixOf(upload.key, input.Prefix ?? '', input.Delimiter ?? '');
    // One that the page before has shown already is not shown again.
    if (prefix === undefined) uploads.push(upload);
    else if (!keyMarker?.startsWith(prefix)) commonPrefixes.add(prefix);
  }
  return { uploads, commonPrefixes, isTruncated: found.length > limit && limit > 0, last: read.at(-1) };
}
