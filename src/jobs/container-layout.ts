import { existsSync, mkdirSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { removeTree } from '../base/remove-tree.ts';
import { objectsOfAccount } from '../store/objects/account-objects.ts';
import type { ObjectStore } from '../store/objects/object-store.ts';
import { parseS3Uri } from '../store/objects/object-store.ts';
import { isCompleteSinceBoot, markComplete } from './boot-marker.ts';
import { isClientFault } from './client-fault.ts';
import { makeHostFiles } from './host-files.ts';
import { download, isLarge } from './input-download.ts';
import { downloadFailure, type InputObject, listInput, pathBelow, receives, shareOf } from './input-listing.ts';
import {
  type HostDirectory,
  hostDirectory,
  jobsDirectory,
  ML_ROOT,
  onThisMachine,
  sharedInput,
} from './job-directory.ts';
import type { JobHost, JobInput, JobSpec } from './job-spec.ts';
import { sdkFiles } from './sdk-files.ts';
import { unpackArchive } from './unpack-archive.ts';

export interface LayoutPlace {
  readonly objects: ObjectStore;
  readonly dataDir: string;
  /** The interface that reaches the other hosts. */
  readonly networkInterface: string;
  /** Unpack the user's scripts to /opt/ml/code. */
  readonly scriptMode: boolean;
}

/**
 * Makes /opt/ml of every host that has none yet. A host whose layout was completed before a crash is left alone, since
 * it may be running already; one whose layout was interrupted is made anew.
 */
export async function layOut(spec: JobSpec, at: LayoutPlace, signal: AbortSignal): Promise<void> {
  const place = { ...at, objects: objectsOfAccount(at.objects, spec.account) };
  const missing: JobHost[] = [];
  for (const host of spec.hosts) {
    if (!isCompleteSinceBoot(hostDirectory(place.dataDir, spec, host).marker)) missing.push(host);
  }
  if (missing.length === 0) return;
  mkdirSync(jobsDirectory(place.dataDir), { recursive: true, mode: 0o700 });
  const listed = spec.inputs.map(async (input) => [input, await listInput(place.objects, input)] as const);
  const inputs = new Map(await Promise.all(listed));
  for (const host of missing) await layOutHost(spec, host, inputs, place, signal);
}

async function layOutHost(
  spec: JobSpec,
  host: JobHost,
  inputs: ReadonlyMap<JobInput, readonly InputObject[]>,
  place: LayoutPlace,
  signal: AbortSignal,
): Promise<void> {
  const directory = hostDirectory(place.dataDir, spec, host);
  if (existsSync(dirname(directory.ml))) await removeTree(dirname(directory.ml));
  const files = {
    ...sdkFiles(spec),
    ...spec.configFiles,
    [spec.resourceConfigPath]: JSON.stringify(resourceConfig(spec, host, place)),
  };
  const parts: Promise<void>[] = [];
  try {
    makeHostFiles(directory, spec.directories, files);
    parts.push(placeInputs(spec, host, inputs, place, signal), placeSource(spec, place, directory, signal));
    await Promise.all(parts);
  } catch (error) {
    // The others must not go on writing while the job is being cleaned up.
    await Promise.allSettled(parts);
    // The next try begins anew. What is there may be what has filled the disk, and keeps everybody else from writing.
    await removeTree(dirname(directory.ml));
    throw error;
  }
  markComplete(directory.marker);
}

async function placeInputs(
  spec: JobSpec,
  host: JobHost,
  inputs: ReadonlyMap<JobInput, readonly InputObject[]>,
  place: LayoutPlace,
  signal: AbortSignal,
): Promise<void> {
  const directory = hostDirectory(place.dataDir, spec, host);
  for (const [index, input] of spec.inputs.entries()) {
    if (!receives(input, host)) continue;
    const share = shareOf(inputs.get(input) ?? [], input, host, spec.hosts);
    await placeInput(place, input, share, { directory, shared: sharedInput(directory, index) }, signal);
  }
}

async function placeInput(
  place: LayoutPlace,
  input: JobInput,
  share: readonly InputObject[],
  { directory, shared }: { readonly directory: HostDirectory; readonly shared: string },
  signal: AbortSignal,
): Promise<void> {
  const target = onThisMachine(directory, input.path);
  await mkdir(target, { recursive: true });
  if (!input.shareable || !isLarge(share)) return download(place.objects, share, target, 'copy', signal);
  await mkdir(shared, { recursive: true });
  await download(place.objects, share, shared, 'link', signal);
}

/** An archive is unpacked; any other object is put there under its own name. */
async function placeSource(
  { sourceUri }: JobSpec,
  place: LayoutPlace,
  directory: HostDirectory,
  signal: AbortSignal,
): Promise<void> {
  const source = parseS3Uri(sourceUri ?? '');
  if (!source || !place.scriptMode) return;
  const target = onThisMachine(directory, `${ML_ROOT}/code`);
  mkdirSync(target, { recursive: true });
  try {
    if (/\.(tar|tar\.gz|tgz)$/.test(source.key)) {
      const { object, body } = await place.objects.read(source.bucket, source.key);
      const s3Uri = `s3://${source.bucket}/${source.key}`;
      await unpackArchive({ body, sizeBytes: object.sizeBytes, s3Uri }, target);
    } else {
      const only = { ...source, path: basename(pathBelow(source.key, source.key)) };
      await download(place.objects, [only], target, 'copy', signal);
    }
  } catch (error) {
    // What is not there or not the account's will not be there at the next try either.
    if (!isClientFault(error)) throw error;
    throw downloadFailure(`${error.code}: ${error.message} (sagemaker_submit_directory ${sourceUri})`);
  }
}

/** resourceconfig.json, as training toolkits and processing scripts read it. */
function resourceConfig(spec: JobSpec, host: JobHost, place: LayoutPlace) {
  const groups = [...new Set(spec.hosts.map((one) => one.instanceGroup))];
  return {
    current_host: host.name,
    current_instance_type: host.instanceType,
    current_group_name: host.instanceGroup,
    hosts: spec.hosts.map((one) => one.name).sort(),
    instance_groups: groups.map((name) => {
      const members = spec.hosts.filter((one) => one.instanceGroup === name);
      return {
        instance_group_name: name,
        instance_type: members[0]?.instanceType,
        hosts: members.map((one) => one.name).sort(),
      };
    }),
    network_interface_name: place.networkInterface,
  };
}
