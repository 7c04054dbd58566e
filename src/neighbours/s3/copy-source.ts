import type { OperationContext } from '../../api/operation.ts';
import type { FileObjectStore } from '../../store/objects/file-object-store.ts';
import { invalidArgument } from '../../store/objects/s3-errors.ts';
import { ownSourceBucket } from './bucket-access.ts';
import { checkVersion } from './unbuilt-features.ts';

export interface CopySource {
  readonly bucket: string;
  readonly key: string;
}

/** `bucket/key`, percent-encoded, with or without a slash before it; a `?versionId=` may follow. Throws InvalidArgument. */
export function copySourceOf(header: string): CopySource {
  const [path = '', query = ''] = header.split('?', 2);
  const versionId = new URLSearchParams(query).get('versionId');
  checkVersion(versionId ?? undefined);
  const decoded = decode(path, header);
  const match = /^\/?([^/]+)\/(.+)$/s.exec(decoded);
  if (!match) throw invalidSource(header);
  return { bucket: match[1] ?? '', key: match[2] ?? '' };
}

/** The source, once the caller may read its bucket. */
export async function readableSource(
  objects: FileObjectStore,
  input: { readonly CopySource: string; readonly ExpectedSourceBucketOwner?: string | undefined },
  context: OperationContext,
): Promise<CopySource> {
  const source = copySourceOf(input.CopySource);
  await ownSourceBucket(objects, source.bucket, input, context);
  return source;
}

function decode(path: string, header: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    throw invalidSource(header);
  }
}

function invalidSource(header: string) {
  return invalidArgument(
    'Copy Source must mention the source bucket and key: sourcebucket/sourcekey',
    'x-amz-copy-source',
    header,
  );
}
