import { link, lstat, mkdir, readdir, readlink, rm, symlink } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { type ObjectStore, parseS3Uri } from '../store/objects/object-store.ts';
import { isRealDirectory } from './inside-path.ts';
import { ML_ROOT } from './job-directory.ts';
import { tarOf } from './tar-stream.ts';
import { entriesByName } from './text-names.ts';
import { asUploadFailure, type SeenPlace, uploadFailure } from './upload-failure.ts';

/** A directory of one host that goes into an archive. */
interface ArchiveSource {
  /** The host's /opt/ml on this machine. */
  readonly root: string;
  readonly directory: string;
}

export interface ArchivePlan {
  readonly sources: readonly ArchiveSource[];
  readonly s3Uri: string;
  readonly whenEmpty: boolean;
  /** A directory of ours where several hosts' files are merged; made and removed here. */
  readonly scratch: string;
}

/**
 * Writes one gzipped tar of what all hosts left in a directory; where two hosts have the same name, the first wins. Only
 * for hosts that have ended. False when there was nothing to write. Throws JobFailure when the destination refuses, and
 * for what can't be read.
 */
export async function sendArchive(store: ObjectStore, plan: ArchivePlan): Promise<boolean> {
  try {
    return await pack(store, plan);
  } catch (error) {
    throw asUploadFailure(error, plan.s3Uri, placesOf(plan));
  }
}

/** Every host has the directory at the same place; what is merged of it has that place, too. */
function placesOf({ sources, scratch }: ArchivePlan): SeenPlace[] {
  const [first] = sources;
  const merged = first ? [{ source: scratch, seenAs: join(ML_ROOT, relative(first.root, first.directory)) }] : [];
  return [...merged, ...sources.map(({ root }) => ({ source: root, seenAs: ML_ROOT }))];
}

async function pack(store: ObjectStore, plan: ArchivePlan): Promise<boolean> {
  const sources: ArchiveSource[] = [];
  for (const source of plan.sources) {
    if (await isRealDirectory(source.root, source.directory)) sources.push(source);
  }
  await rm(plan.scratch, { recursive: true, force: true });
  try {
    const [only] = sources;
    const directory = sources.length === 1 && only ? only.directory : await merge(sources, plan.scratch);
    if (!plan.whenEmpty && (await readdir(directory)).length === 0) return false;
    await send(store, plan.s3Uri, directory);
    return true;
  } finally {
    await rm(plan.scratch, { recursive: true, force: true });
  }
}

async function send(store: ObjectStore, s3Uri: string, directory: string): Promise<void> {
  const uri = parseS3Uri(s3Uri);
  if (!uri) throw uploadFailure(s3Uri, 'it is not an S3 URI');
  const archive = createGzip();
  const packing = pipeline(tarOf(directory), archive).catch(() => {
    // Whoever reads the archive is told.
  });
  try {
    await store.write(uri.bucket, uri.key, archive, { contentType: 'application/x-tar' });
  } finally {
    archive.destroy();
    await packing;
  }
}

/** Links every host's files into one tree, which costs no copy. */
async function merge(sources: readonly ArchiveSource[], target: string): Promise<string> {
  await mkdir(target, { recursive: true });
  for (const source of sources) await mergeInto(source.directory, target);
  return target;
}

async function mergeInto(from: string, to: string): Promise<void> {
  for (const entry of await entriesByName(from)) {
    const source = join(from, entry.name);
    const target = join(to, entry.name);
    const taken = await lstat(target).catch(() => undefined);
    if (entry.isDirectory()) {
      if (taken && !taken.isDirectory()) continue;
      await mkdir(target, { recursive: true });
      await mergeInto(source, target);
    } else if (!taken && entry.isFile()) await link(source, target);
    else if (!taken && entry.isSymbolicLink()) await symlink(await readlink(source), target);
  }
}
