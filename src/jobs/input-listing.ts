import { text } from 'node:stream/consumers';
import { JobFailure } from '../base/errors.ts';
import { type ObjectStore, parseS3Uri } from '../store/objects/object-store.ts';
import { isClientFault } from './client-fault.ts';
import type { JobHost, JobInput } from './job-spec.ts';

/** An object and the file it becomes, relative to the input's directory. */
export interface InputObject {
  readonly bucket: string;
  readonly key: string;
  readonly sizeBytes: number;
  readonly path: string;
}

/** Objects asked for at once; S3's own page size. */
const PAGE = 1000;
/** Bytes of a manifest; it is held in memory. */
const MANIFEST_BYTES_MAX = 64 * 2 ** 20;

/** The failure SageMaker shows when an input can't be fetched. */
export function downloadFailure(detail: string): JobFailure {
  return new JobFailure('ClientError', `Data download failed:Failed to download data. ${detail}`);
}

/**
 * Objects of an input in the order of their keys. Throws JobFailure when there is nothing, unless the input is optional.
 */
export async function listInput(objects: ObjectStore, input: JobInput): Promise<InputObject[]> {
  const uri = parseS3Uri(input.s3Uri);
  if (!uri) throw downloadFailure(`${input.s3Uri} is not an S3 URI.`);
  try {
    const found =
      input.dataType === 'ManifestFile'
        ? await listManifest(objects, uri.bucket, uri.key)
        : await listPrefix(objects, uri.bucket, uri.key);
    if (found.length === 0 && !input.optional) throw downloadFailure(`No S3 objects found under ${input.s3Uri}.`);
    return found;
  } catch (error) {
    if (!isClientFault(error)) throw error;
    throw downloadFailure(`${error.code}: ${error.message} (${input.s3Uri})`);
  }
}

/** What one host of several gets: everything, or every n-th object. */
export function shareOf(
  listed: readonly InputObject[],
  input: JobInput,
  host: JobHost,
  hosts: readonly JobHost[],
): readonly InputObject[] {
  const sharing = hosts.filter((one) => receives(input, one));
  const position = sharing.findIndex((one) => one.name === host.name);
  if (position < 0) return [];
  if (input.distribution === 'FullyReplicated') return listed;
  return listed.filter((_, index) => index % sharing.length === position);
}

export function receives(input: JobInput, host: JobHost): boolean {
  return input.instanceGroups === undefined || input.instanceGroups.includes(host.instanceGroup);
}

async function listPrefix(objects: ObjectStore, bucket: string, prefix: string): Promise<InputObject[]> {
  const found: InputObject[] = [];
  let after: string | undefined;
  do {
    const page = await objects.list(bucket, prefix, PAGE, after);
    for (const { key, sizeBytes } of page.objects) {
      if (!isFolderMarker(key, sizeBytes)) found.push({ bucket, key, sizeBytes, path: pathBelow(prefix, key) });
    }
    after = page.nextAfter;
  } while (after !== undefined);
  return found;
}

/** What consoles write to show an empty folder. */
const isFolderMarker = (key: string, sizeBytes: number) => key.endsWith('/') && sizeBytes === 0;

/**
 * Where an object goes. A prefix is a plain string: `s3://b/data` also names `data.csv` and `database/x`. A prefix that
 * ends at a folder is stripped whole; one that is the key itself, or ends inside a name, only up to its last slash.
 */
export function pathBelow(prefix: string, key: string): string {
  const rest = key.slice(prefix.length);
  if (prefix === '' || prefix.endsWith('/')) return rest;
  return rest.startsWith('/') ? rest.slice(1) : key.slice(prefix.lastIndexOf('/') + 1);
}

/** `[{"prefix": "s3://bucket/path/"}, "key", …]`: each URI is the prefix and the key put together. */
async function listManifest(objects: ObjectStore, bucket: string, key: string): Promise<InputObject[]> {
  const [head, ...keys] = await readManifest(objects, bucket, key);
  const prefix = (head as { prefix?: unknown } | null | undefined)?.prefix;
  const base = typeof prefix === 'string' ? parseS3Uri(prefix) : undefined;
  if (!base) throw downloadFailure(`The manifest s3://${bucket}/${key} does not begin with a prefix object.`);
  const found: InputObject[] = [];
  for (const name of keys) {
    if (typeof name !== 'string') {
      throw downloadFailure(`The manifest s3://${bucket}/${key} lists something that is not a key.`);
    }
    const object = await objects.head(base.bucket, base.key + name);
    if (!object) throw downloadFailure(`NoSuchKey: s3://${base.bucket}/${base.key}${name} is listed but not there.`);
    found.push({ bucket: base.bucket, key: object.key, sizeBytes: object.sizeBytes, path: name.replace(/^\/+/, '') });
  }
  return found;
}

async function readManifest(objects: ObjectStore, bucket: string, key: string): Promise<unknown[]> {
  const { object, body } = await objects.read(bucket, key);
  if (object.sizeBytes > MANIFEST_BYTES_MAX) {
    body.destroy();
    throw downloadFailure(`The manifest s3://${bucket}/${key} is larger than ${MANIFEST_BYTES_MAX} bytes.`);
  }
  const content = await text(body);
  try {
    const parsed: unknown = JSON.parse(content);
    if (Array.isArray(parsed)) return parsed;
  } catch {
    // Said below, for every way of not being a JSON list.
  }
  throw downloadFailure(`The manifest s3://${bucket}/${key} is not a JSON list.`);
}
