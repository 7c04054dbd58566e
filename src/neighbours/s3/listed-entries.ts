import type { CommonPrefix, ObjectShape } from '../../api/generated/s3-types.ts';
import { epochSeconds } from '../../base/clock.ts';
import type { IndexedObject } from '../../store/objects/object-index.ts';
import type { ListedPage } from '../../store/objects/object-listing.ts';
import { quoted } from './conditions.ts';
import { type NameWriter, ownerOf } from './listing-names.ts';

/** A page's keys and common prefixes as a list operation answers them. Without an account no owner is told. */
export function listedEntries(
  page: ListedPage,
  write: NameWriter,
  ownerAccount: string | undefined,
): { readonly Contents: ObjectShape[]; readonly CommonPrefixes: CommonPrefix[] } {
  return {
    Contents: page.objects.map((object) => listedObject(object, write, ownerAccount)),
    CommonPrefixes: page.commonPrefixes.map((prefix) => ({ Prefix: write(prefix) })),
  };
}

function listedObject(object: IndexedObject, write: NameWriter, ownerAccount: string | undefined): ObjectShape {
  return {
    Key: write(object.key),
    LastModified: epochSeconds(object.lastModifiedMs),
    ETag: quoted(object.etag),
    ...(object.checksum ? { ChecksumAlgorithm: [object.checksum.algorithm], ChecksumType: object.checksum.type } : {}),
    Size: object.sizeBytes,
    StorageClass: 'STANDARD',
    ...(ownerAccount === undefined ? {} : { Owner: ownerOf(ownerAccount) }),
  };
}
