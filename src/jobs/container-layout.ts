import { access, mkdir, open, rm, writeFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import type { ObjectStore } from '../store/objects/object-store.ts';
import { parseS3Uri } from '../store/objects/object-store.ts';
import { download, isLarge } from './input-download.ts';
import { downloadFailure, type InputObject, listInput, pathBelow, receives, shareOf } from './input-listing.ts';
import { type HostDirectory, hostDirectory, ML_ROOT, onThisMachine, sharedInput } from './job-directory.ts';
import type { JobHost, JobInput, JobSpec } from './job-spec.ts';
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
export async function layOut(spec: JobSpec, place: LayoutPlace, signal: AbortSignal): Promise<void> {
  const missing: JobHost[] = [];
  for (const host of spec.hosts) {
    if (!(await exists(hostDirectory(place.dataDir, spec, host).marker))) missing.push(host);
  }
  if (missing.length === 0) return;
  const inputs = new Map<JobInput, InputObject[]>();
  for (const input of spec.inputs) inputs.set(input, await listInput(place.objects, input));
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
  await rm(dirname(directory.ml), { recursive: true, force: true });
  for (const path of spec.directories) await mkdir(onThisMachine(directory, path), { recursive: true });
  for (const [index, input] of spec.inputs.entries()) {
    if (!receives(input, host)) continue;
    const share = shareOf(inputs.get(input) ?? [], input, host, spec.hosts);
    await placeInput(place, input, share, { directory, shared: sharedInput(directory, index) }, signal);
  }
  for (const [path, content] of Object.entries(spec.configFiles)) await writeHostFile(directory, path, content);
  await writeHostFile(directory, spec.resourceConfigPath, JSON.stringify(resourceConfig(spec, host, place)));
  if (spec.sourceUri !== undefined && place.scriptMode) await placeSource(place, spec.sourceUri, directory, signal);
  await writeFile(directory.log, '', { flag: 'a' });
  await markComplete(directory.marker);
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
async function placeSource(place: LayoutPlace, uri: string, directory: HostDirectory, signal: AbortSignal) {
  const source = parseS3Uri(uri);
  if (!source) return;
  const target = onThisMachine(directory, `${ML_ROOT}/code`);
  await mkdir(target, { recursive: true });
  const object = await place.objects.head(source.bucket, source.key);
  if (!object) throw downloadFailure(`NoSuchKey: sagemaker_submit_directory ${uri} is not there.`);
  if (/\.(tar|tar\.gz|tgz)$/.test(source.key)) {
    await unpackArchive((await place.objects.read(source.bucket, source.key)).body, target);
  } else {
    const only = { ...source, sizeBytes: object.sizeBytes, path: basename(pathBelow(source.key, source.key)) };
    await download(place.objects, [only], target, 'copy', signal);
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

async function writeHostFile(directory: HostDirectory, hostPath: string, content: string): Promise<void> {
  const path = onThisMachine(directory, hostPath);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
}

/** The marker must not outlive what it vouches for, so it reaches the disk before anyone relies on it. */
async function markComplete(path: string): Promise<void> {
  const file = await open(path, 'w');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch {
    return false;
  }
}
