import type { ListObjectsOutput, ListObjectsRequest } from '../../../api/generated/s3-types.ts';
import type { Operation } from '../../../api/operation.ts';
import type { FileObjectStore } from '../../../store/objects/file-object-store.ts';
import { commonPrefixOf, type PageStart, startAfterPrefix } from '../../../store/objects/object-listing.ts';
import { ownBucket } from '../bucket-access.ts';
import { listedEntries } from '../listed-entries.ts';
import { given, nameWriter, pageSize } from '../listing-names.ts';

/** The first version of the list, which pages by the names themselves. */
export function listObjects(objects: FileObjectStore): Operation<ListObjectsRequest, ListObjectsOutput> {
  return async (input, context) => {
    const { account } = await ownBucket(objects, input, context);
    const write = nameWriter(given(input.EncodingType));
    const maxKeys = pageSize(input.MaxKeys, 'max-keys');
    const [prefix, delimiter] = [input.Prefix ?? '', input.Delimiter ?? ''];
    const start = startOf(input.Marker ?? '', prefix, delimiter);
    const page = await objects.listPage({ bucket: input.Bucket, prefix, delimiter, start, limit: maxKeys });
    return {
      Name: input.Bucket,
      Prefix: write(prefix),
      Marker: write(input.Marker ?? ''),
      ...(delimiter ? { Delimiter: write(delimiter) } : {}),
      MaxKeys: maxKeys,
      ...(input.EncodingType ? { EncodingType: input.EncodingType } : {}),
      IsTruncated: page.next !== undefined,
      // Without a delimiter a client takes the last key itself.
      ...(page.next && delimiter ? { NextMarker: write(page.next.lastName) } : {}),
      ...listedEntries(page, write, account),
    };
  };
}

/** A marker that is a common prefix was the last thing on a page: what lies below it is not shown again. */
function startOf(marker: string, prefix: string, delimiter: string): PageStart | undefined {
  if (!marker) return undefined;
  const isCommonPrefix = marker.startsWith(prefix) && commonPrefixOf(marker, prefix, delimiter) === marker;
  return (isCommonPrefix && startAfterPrefix(marker)) || { after: marker };
}
