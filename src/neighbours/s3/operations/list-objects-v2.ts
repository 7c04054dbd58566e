import type { ListObjectsV2Output, ListObjectsV2Request } from '../../../api/generated/s3-types.ts';
import type { Operation } from '../../../api/operation.ts';
import type { FileObjectStore } from '../../../store/objects/file-object-store.ts';
import type { PageStart } from '../../../store/objects/object-listing.ts';
import { invalidArgument } from '../../../store/objects/s3-errors.ts';
import { ownBucket } from '../bucket-access.ts';
import { listedEntries } from '../listed-entries.ts';
import { given, nameWriter, pageSize } from '../listing-names.ts';

/** Lists keys and common prefixes, a page at a time. */
export function listObjectsV2(objects: FileObjectStore): Operation<ListObjectsV2Request, ListObjectsV2Output> {
  return async (input, context) => {
    const { account } = await ownBucket(objects, input, context);
    const write = nameWriter(given(input.EncodingType));
    const maxKeys = pageSize(input.MaxKeys, 'max-keys');
    const page = await objects.listPage({
      bucket: input.Bucket,
      prefix: input.Prefix ?? '',
      delimiter: input.Delimiter ?? '',
      start: startOf(input),
      limit: maxKeys,
    });
    return {
      Name: input.Bucket,
      Prefix: write(input.Prefix ?? ''),
      ...(input.Delimiter ? { Delimiter: write(input.Delimiter) } : {}),
      MaxKeys: maxKeys,
      ...(input.EncodingType ? { EncodingType: input.EncodingType } : {}),
      KeyCount: page.objects.length + page.commonPrefixes.length,
      IsTruncated: page.next !== undefined,
      ...(input.ContinuationToken ? { ContinuationToken: input.ContinuationToken } : {}),
      ...(page.next ? { NextContinuationToken: sealToken(page.next.start) } : {}),
      ...(input.StartAfter ? { StartAfter: write(input.StartAfter) } : {}),
      ...listedEntries(page, write, input.FetchOwner ? account : undefined),
    };
  };
}

function startOf(input: ListObjectsV2Request): PageStart | undefined {
  if (input.ContinuationToken !== undefined) return openToken(input.ContinuationToken);
  return input.StartAfter ? { after: input.StartAfter } : undefined;
}

/** Where the next page begins. It tells nothing that the caller may not list, so it needs no signature. */
function sealToken(start: PageStart): string {
  return Buffer.from(JSON.stringify(start)).toString('base64url');
}

function openToken(token: string): PageStart {
  try {
    const start: unknown = JSON.parse(Buffer.from(token, 'base64url').toString());
    if (isPageStart(start)) return start;
  } catch {
    // Not JSON: not ours.
  }
  throw invalidArgument('The continuation token provided is incorrect', 'continuation-token', token);
}

function isPageStart(value: unknown): value is PageStart {
  if (typeof value !== 'object' || value === null || Object.keys(value).length !== 1) return false;
  const [[name, key] = []] = Object.entries(value);
  return (name === 'after' || name === 'from') && typeof key === 'string';
}
