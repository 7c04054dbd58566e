import { join } from 'node:path';
import { type ObjectStore, parseS3Uri } from '../store/objects/object-store.ts';
import { openInside } from './inside-path.ts';
import { ML_ROOT } from './job-directory.ts';
import { walkFiles } from './output-walk.ts';
import { asUploadFailure, uploadFailure } from './upload-failure.ts';

/** A directory of a host and the S3 prefix that its files go to. */
export interface FileDestination {
  /** The host's /opt/ml on this machine; nothing outside is read. */
  readonly root: string;
  readonly directory: string;
  readonly s3Uri: string;
  readonly mirrorDeletes: boolean;
}

/** Files that were sent, by path, with what they looked like. Kept in memory: after a restart all are sent again. */
export type SentFiles = Map<string, string>;

/**
 * Sends files that are new or changed since the last sweep. Throws JobFailure when the destination refuses, and for what
 * can't be read: nothing is left out in silence, and nothing removed at the destination because of it.
 */
export async function sendFiles(store: ObjectStore, destination: FileDestination, sent: SentFiles): Promise<void> {
  try {
    await sendChanged(store, destination, sent);
  } catch (error) {
    throw asUploadFailure(error, destination.s3Uri, [{ source: destination.root, seenAs: ML_ROOT }]);
  }
}

async function sendChanged(store: ObjectStore, destination: FileDestination, sent: SentFiles): Promise<void> {
  const uri = parseS3Uri(destination.s3Uri);
  if (!uri) throw uploadFailure(destination.s3Uri, 'it is not an S3 URI');
  const keyOf = (path: string) => joinKey(uri.key, path);
  const seen = new Set<string>();
  for await (const { path, stats } of walkFiles(destination.root, destination.directory)) {
    seen.add(path);
    const look = `${stats.ino}:${stats.size}:${stats.mtimeMs}`;
    if (sent.get(path) === look) continue;
    await sendFile(store, destination, path, { bucket: uri.bucket, key: keyOf(path) });
    sent.set(path, look);
  }
  if (!destination.mirrorDeletes) return;
  for (const path of [...sent.keys()].filter((one) => !seen.has(one))) {
    await store.delete(uri.bucket, keyOf(path));
    sent.delete(path);
  }
}

async function sendFile(
  store: ObjectStore,
  destination: FileDestination,
  path: string,
  target: { readonly bucket: string; readonly key: string },
): Promise<void> {
  const file = await openInside(destination.root, join(destination.directory, path));
  if (!file) return;
  const body = file.createReadStream();
  try {
    await store.write(target.bucket, target.key, body);
  } finally {
    body.destroy();
  }
}

/** A key below a prefix, whether or not the prefix ends with a slash. */
function joinKey(prefix: string, path: string): string {
  return prefix === '' || prefix.endsWith('/') ? `${prefix}${path}` : `${prefix}/${path}`;
}
