import type { CreateMultipartUploadOutput, CreateMultipartUploadRequest } from '../../../api/generated/s3-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { isCombinable } from '../../../store/objects/crc-combine.ts';
import type { FileObjectStore } from '../../../store/objects/file-object-store.ts';
import { defaultChecksumType } from '../../../store/objects/multipart-completion.ts';
import type { UploadDocument } from '../../../store/objects/object-tables.ts';
import { invalidRequest } from '../../../store/objects/s3-errors.ts';
import { ownBucket } from '../bucket-access.ts';
import { algorithmOf } from '../checksum-members.ts';
import { metadataOf } from '../object-metadata.ts';
import { tagsOfHeader } from '../tag-sets.ts';
import { refuseUnbuiltWrite } from '../unbuilt-features.ts';

/** Begins an upload in parts. What the object will say of itself is told now. */
export function createMultipartUpload(
  objects: FileObjectStore,
): Operation<CreateMultipartUploadRequest, CreateMultipartUploadOutput> {
  return async (input, context) => {
    await ownBucket(objects, input, context);
    refuseUnbuiltWrite(input);
    const checksum = uploadChecksum(input);
    const tags = tagsOfHeader(input.Tagging);
    const upload = await objects.uploads.create(input.Bucket, input.Key, {
      metadata: metadataOf(input),
      ...(tags ? { tags } : {}),
      ...(checksum ? { checksum } : {}),
    });
    return {
      Bucket: input.Bucket,
      Key: input.Key,
      UploadId: upload.uploadId,
      ...(checksum ? { ChecksumAlgorithm: checksum.algorithm, ChecksumType: checksum.type } : {}),
    };
  };
}

function uploadChecksum(input: CreateMultipartUploadRequest): UploadDocument['checksum'] {
  const algorithm = algorithmOf(input.ChecksumAlgorithm);
  if (!algorithm) {
    if (input.ChecksumType === undefined) return undefined;
    throw invalidRequest('The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.');
  }
  const type = input.ChecksumType ?? defaultChecksumType(algorithm);
  const isPossible = type === 'FULL_OBJECT' ? isCombinable(algorithm) : algorithm !== 'CRC64NVME';
  if (isPossible) return { algorithm, type };
  throw invalidRequest(
    `The ${type} checksum type cannot be used with the ${algorithm.toLowerCase()} checksum algorithm.`,
  );
}
