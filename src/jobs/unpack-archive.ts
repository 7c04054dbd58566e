import { posix } from 'node:path';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { type ReadEntry, Unpack, UnpackSync } from 'tar';
import { JobFailure } from '../base/errors.ts';
import { isOutOfSpace } from '../base/out-of-space.ts';

export interface ArchiveLimits {
  /** Sum of the unpacked files' sizes. */
  readonly bytesMax: number;
  readonly entriesMax: number;
}

/** Enough for any model; small enough that a bomb does not fill a server's disk. */
export const ARCHIVE_LIMITS: ArchiveLimits = { bytesMax: 64 * 2 ** 30, entriesMax: 200_000 };

/**
 * An archive of at most so many bytes is unpacked in one go: a few scripts take microseconds a file, where a turn through
 * the thread pool for each would keep the job waiting. Gzip makes at most a thousand bytes of one.
 */
const AT_ONCE_BYTES_MAX = 32 * 1024;

const PLAIN_ENTRIES = new Set(['File', 'OldFile', 'ContiguousFile', 'Directory', 'GNUDumpDir']);
const LINK_ENTRIES = new Set(['SymbolicLink', 'Link']);

/** A tar archive, gzip or plain: the two are told apart by their bytes. */
export interface Archive {
  readonly body: Readable;
  readonly sizeBytes: number;
  /** Where it came from, for people. */
  readonly s3Uri: string;
}

/**
 * Unpacks a user's archive into a directory that exists.
 *
 * The archive is hostile input. Absolute paths, paths and links that leave the directory, devices, fifos, too many
 * entries and too many bytes are refused with a JobFailure (ClientError) that names the entry. What was unpacked before
 * stays in the directory, which belongs to the job and goes with it.
 */
export async function unpackArchive(archive: Archive, directory: string, limits = ARCHIVE_LIMITS): Promise<void> {
  const { body, sizeBytes, s3Uri } = archive;
  let refusal: JobFailure | undefined;
  let entries = 0;
  let bytes = 0;

  const accept = (path: string, entry: ReadEntry): boolean => {
    entries += 1;
    bytes += entry.size;
    if (isRoot(path, entry)) return false;
    refusal ??= refuse(s3Uri, path, entry, entries, bytes, limits);
    if (refusal) unpack.abort(refusal);
    return refusal === undefined;
  };
  const options: ConstructorParameters<typeof Unpack>[0] = {
    cwd: directory,
    strict: true,
    preserveOwner: false,
    noMtime: true,
    dmode: 0o755,
    fmode: 0o644,
    // Every entry passes here before anything of it is written.
    filter: (path, entry) => accept(path, entry as ReadEntry),
  };
  const atOnce = sizeBytes <= AT_ONCE_BYTES_MAX;
  const unpack = atOnce ? new UnpackSync(options) : new Unpack(options);

  try {
    if (atOnce) unpack.end(await buffer(body));
    else await pipeline(body, unpack as unknown as NodeJS.WritableStream);
  } catch (error) {
    if (refusal) throw refusal;
    if (isOutOfSpace(error)) throw error;
    // It names the place on this machine, which is nothing to the user.
    const why = (error as Error).message.replaceAll(`${directory}/`, '');
    throw new JobFailure('ClientError', `The archive ${s3Uri} could not be unpacked: ${why}`);
  }
  if (refusal) throw refusal;
}

function refuse(
  s3Uri: string,
  path: string,
  entry: ReadEntry,
  entries: number,
  bytes: number,
  limits: ArchiveLimits,
): JobFailure | undefined {
  const fault = faultOf(path, entry, entries, bytes, limits);
  return fault === undefined
    ? undefined
    : new JobFailure('ClientError', `The archive ${s3Uri} was refused: it ${fault}.`);
}

function faultOf(path: string, entry: ReadEntry, entries: number, bytes: number, limits: ArchiveLimits) {
  if (entries > limits.entriesMax) return `has more than ${limits.entriesMax} entries`;
  if (bytes > limits.bytesMax) return `unpacks to more than ${limits.bytesMax} bytes`;
  if (leaves(path)) return `holds the path ${path}, which leaves its directory`;
  if (LINK_ENTRIES.has(entry.type)) {
    const target = entry.linkpath ?? '';
    const from = entry.type === 'SymbolicLink' ? posix.dirname(path) : '.';
    return posix.isAbsolute(target) || leaves(posix.join(from, target))
      ? `holds the link ${path} to ${target}, which leaves its directory`
      : undefined;
  }
  return PLAIN_ENTRIES.has(entry.type) ? undefined : `holds ${path}, which is a ${entry.type}`;
}

/** The SageMaker SDK begins the archives that it packs anew with a folder of the name `/`: the archive itself. */
function isRoot(path: string, entry: ReadEntry): boolean {
  return entry.type === 'Directory' && /^[./]*$/.test(path) && !path.includes('..');
}

function leaves(path: string): boolean {
  const normal = posix.normalize(path);
  return posix.isAbsolute(path) || normal === '..' || normal.startsWith('../') || path.includes('\0');
}
