import type { Readable } from 'node:stream';
import type { StreamingBlob, TrailedBody } from '../../api/wire-types.ts';
import { ServiceError } from '../../base/errors.ts';
import { CHECKSUM_ALGORITHMS } from '../../store/objects/checksums.ts';
import type { ChecksumAlgorithm, StoredObject } from '../../store/objects/object-store.ts';
import { invalidRequest } from '../../store/objects/s3-errors.ts';
import type { BodyFacts } from '../../store/objects/upload-digests.ts';

type ChecksumMember = `Checksum${ChecksumAlgorithm}`;
export type ChecksumMembers = { readonly [Member in ChecksumMember]?: string | undefined };

interface UploadMembers extends ChecksumMembers {
  readonly Body?: StreamingBlob | undefined;
  readonly ContentLength?: number | undefined;
  readonly ContentMD5?: string | undefined;
  readonly ChecksumAlgorithm?: string | undefined;
}

/** Algorithms of S3 that this store does not compute: a checksum that nobody holds against the bytes is worth nothing. */
const UNBUILT = ['SHA512', 'MD5', 'XXHASH64', 'XXHASH3', 'XXHASH128'] as const;

const memberOf = (algorithm: ChecksumAlgorithm): ChecksumMember => `Checksum${algorithm}`;
const trailerOf = (algorithm: ChecksumAlgorithm) => `x-amz-checksum-${algorithm.toLowerCase()}`;

/** The body of an upload and all that its client says of it, in headers or trailers. */
export function bodyFactsOf(input: UploadMembers): BodyFacts {
  const content = input.Body ?? new Uint8Array();
  const checksum = checksumOf(input, content);
  return {
    content,
    sizeBytes: input.ContentLength,
    ...(input.ContentMD5 === undefined ? {} : { md5: input.ContentMD5 }),
    ...(checksum ? { checksum } : {}),
  };
}

function checksumOf(input: UploadMembers, content: StreamingBlob): BodyFacts['checksum'] {
  const given = statedChecksum(input);
  if (given) return { algorithm: given.algorithm, expected: () => given.value };
  const trailed = isTrailed(content) ? content : undefined;
  const announced = trailed && CHECKSUM_ALGORITHMS.find((name) => trailed.announcedTrailers.includes(trailerOf(name)));
  if (trailed && announced) return { algorithm: announced, expected: () => trailed.trailers()[trailerOf(announced)] };
  const named = algorithmOf(input.ChecksumAlgorithm);
  return named && { algorithm: named, expected: () => undefined };
}

/** The one checksum among the members. Throws InvalidRequest when there are several. */
export function statedChecksum(
  input: ChecksumMembers,
): { readonly algorithm: ChecksumAlgorithm; readonly value: string } | undefined {
  for (const name of UNBUILT) if (Reflect.get(input, `Checksum${name}`) !== undefined) algorithmOf(name);
  const given = CHECKSUM_ALGORITHMS.flatMap((algorithm) => {
    const value = input[memberOf(algorithm)];
    return value === undefined ? [] : [{ algorithm, value }];
  });
  if (given.length > 1)
    throw invalidRequest('Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.');
  return given[0];
}

/** Throws NotImplemented for an algorithm of S3 that this store does not compute. */
export function algorithmOf(name: string | undefined): ChecksumAlgorithm | undefined {
  if (name === undefined) return undefined;
  const algorithm = CHECKSUM_ALGORITHMS.find((known) => known === name.toUpperCase());
  if (algorithm) return algorithm;
  throw new ServiceError('NotImplemented', `The checksum algorithm ${name} is not implemented.`, 501);
}

/** An object's checksum as members of an answer. */
export function checksumMembers(checksum: StoredObject['checksum']): ChecksumMembers & {
  readonly ChecksumType?: 'FULL_OBJECT' | 'COMPOSITE';
} {
  return checksum ? { [memberOf(checksum.algorithm)]: checksum.value, ChecksumType: checksum.type } : {};
}

/** The checksum of a part, which has no type. */
export function partChecksumMembers(
  algorithm: ChecksumAlgorithm | undefined,
  value: string | null | undefined,
): ChecksumMembers {
  return algorithm && value ? { [memberOf(algorithm)]: value } : {};
}

function isTrailed(body: Readable | Uint8Array): body is TrailedBody {
  return 'announcedTrailers' in body;
}
