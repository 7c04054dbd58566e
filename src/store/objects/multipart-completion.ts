import { createHash } from 'node:crypto';
import { startChecksum } from './checksums.ts';
import { combineCrcs } from './crc-combine.ts';
import type { ChecksumAlgorithm } from './object-store.ts';
import type { ChecksumType, ObjectDocument, PartRow, UploadDocument } from './object-tables.ts';
import {
  badDigest,
  entityTooLarge,
  entityTooSmall,
  invalidPart,
  invalidPartOrder,
  invalidRequest,
} from './s3-errors.ts';

/** A part as the client lists it when it completes an upload. */
export interface CompletedPart {
  readonly partNumber: number;
  /** Without quotes. */
  readonly etag?: string | undefined;
  /** Base64, of the upload's algorithm. */
  readonly checksum?: string | undefined;
}

export interface Completion {
  readonly sizeBytes: number;
  readonly etag: string;
  readonly checksum?: NonNullable<ObjectDocument['checksum']>;
  /** Uploaded, and not part of the object. */
  readonly unused: readonly PartRow[];
}

/** Of every part but the last, in bytes. */
const PART_BYTES_MIN = 5 * 1024 ** 2;

/** S3's limit of an object, in bytes. */
const OBJECT_BYTES_MAX = 50 * 1024 ** 4;

/** What becomes of an upload. Throws InvalidPart, InvalidPartOrder, EntityTooSmall, EntityTooLarge or BadDigest. */
export async function completionOf(
  upload: UploadDocument,
  uploaded: readonly PartRow[],
  listed: readonly CompletedPart[],
  wanted: { readonly checksum?: string | undefined; readonly sizeBytes?: number | undefined },
): Promise<Completion> {
  const chosen = choose(uploaded, listed);
  const sizeBytes = chosen.reduce((sum, part) => sum + part.size_bytes, 0);
  if (sizeBytes > OBJECT_BYTES_MAX) throw entityTooLarge(sizeBytes, OBJECT_BYTES_MAX);
  if (wanted.sizeBytes !== undefined && wanted.sizeBytes !== sizeBytes) {
    throw invalidRequest('The provided x-amz-mp-object-size header does not match what was computed.');
  }
  const checksum = await checksumOf(upload, chosen);
  if (wanted.checksum !== undefined && checksum && wanted.checksum !== checksum.value) {
    throw badDigest(checksum.algorithm);
  }
  const used = new Set(chosen.map((part) => part.part_number));
  return {
    sizeBytes,
    etag: `${md5OfMd5s(chosen)}-${chosen.length}`,
    ...(checksum ? { checksum } : {}),
    unused: uploaded.filter((part) => !used.has(part.part_number)),
  };
}

function choose(uploaded: readonly PartRow[], listed: readonly CompletedPart[]): PartRow[] {
  const byNumber = new Map(uploaded.map((part) => [part.part_number, part]));
  let lastNumber = 0;
  const chosen = listed.map((wanted) => {
    if (wanted.partNumber <= lastNumber) throw invalidPartOrder();
    lastNumber = wanted.partNumber;
    const part = byNumber.get(wanted.partNumber);
    if (!part || wanted.etag !== part.md5) throw invalidPart();
    if (wanted.checksum !== undefined && part.checksum !== null && wanted.checksum !== part.checksum) {
      throw invalidPart();
    }
    return part;
  });
  for (const part of chosen.slice(0, -1)) {
    if (part.size_bytes < PART_BYTES_MIN) throw entityTooSmall(part.part_number, part.size_bytes, PART_BYTES_MIN);
  }
  return chosen;
}

function md5OfMd5s(parts: readonly PartRow[]): string {
  const hash = createHash('md5');
  for (const part of parts) hash.update(part.md5, 'hex');
  return hash.digest('hex');
}

async function checksumOf(
  upload: UploadDocument,
  parts: readonly PartRow[],
): Promise<Completion['checksum'] | undefined> {
  if (!upload.checksum) return undefined;
  const { algorithm, type } = upload.checksum;
  const digests = parts.map((part) => ({
    digest: Buffer.from(part.checksum ?? '', 'base64'),
    sizeBytes: part.size_bytes,
  }));
  if (type === 'FULL_OBJECT') {
    return { algorithm, type, value: combineCrcs(algorithm, digests).toString('base64') };
  }
  const checksum = startChecksum(algorithm);
  for (const part of digests) checksum.update(part.digest);
  return { algorithm, type, value: `${(await checksum.digest()).toString('base64')}-${parts.length}` };
}

/** The type that S3 gives an upload whose client named only the algorithm. */
export function defaultChecksumType(algorithm: ChecksumAlgorithm): ChecksumType {
  return algorithm === 'CRC64NVME' ? 'FULL_OBJECT' : 'COMPOSITE';
}
