import { join } from 'node:path';
import { objectsOfAccount } from '../store/objects/account-objects.ts';
import type { ObjectStore } from '../store/objects/object-store.ts';
import { hostDirectory, jobDirectory, onThisMachine } from './job-directory.ts';
import type { JobEnd, JobOutput, JobSpec } from './job-spec.ts';
import { sendArchive } from './output-archive.ts';
import { type SentFiles, sendFiles } from './output-files.ts';

export interface OutputPlace {
  readonly objects: ObjectStore;
  readonly dataDir: string;
  /** What was sent while the job ran, by host and directory. */
  readonly sent: Map<string, SentFiles>;
}

/** Sends what an ended job leaves, as its end asks for. Gives where it went by the directory it was in. */
export async function collectOutputs(spec: JobSpec, end: JobEnd, place: OutputPlace): Promise<Record<string, string>> {
  const artifacts: Record<string, string> = {};
  for (const output of spec.outputs) {
    if (!output.on.includes(end)) continue;
    const found = output.type === 'files' ? sendOutput(spec, output, place) : archive(spec, output, place);
    if (await found) artifacts[output.path] = output.s3Uri;
  }
  return artifacts;
}

/** Sends what is new in the outputs that go out while the job runs. */
export async function sweepOutputs(spec: JobSpec, place: OutputPlace): Promise<void> {
  for (const output of spec.outputs) {
    if (output.type === 'files' && output.continuous) await sendOutput(spec, output, place);
  }
}

export const hasContinuousOutputs = (spec: JobSpec) =>
  spec.outputs.some((output) => output.type === 'files' && output.continuous);

/** False when there never was anything to send. */
async function sendOutput(spec: JobSpec, output: JobOutput & { type: 'files' }, place: OutputPlace): Promise<boolean> {
  const objects = objectsOfAccount(place.objects, spec.account);
  let any = false;
  for (const host of spec.hosts) {
    const directory = hostDirectory(place.dataDir, spec, host);
    const key = `${host.name}:${output.path}`;
    const sent: SentFiles = place.sent.get(key) ?? new Map();
    place.sent.set(key, sent);
    const source = { root: directory.ml, directory: onThisMachine(directory, output.path) };
    await sendFiles(objects, { ...source, s3Uri: output.s3Uri, mirrorDeletes: output.mirrorDeletes }, sent);
    any ||= sent.size > 0;
  }
  return any;
}

async function archive(spec: JobSpec, output: JobOutput & { type: 'archive' }, place: OutputPlace): Promise<boolean> {
  const sources = spec.hosts.map((host) => {
    const directory = hostDirectory(place.dataDir, spec, host);
    return { root: directory.ml, directory: onThisMachine(directory, output.path) };
  });
  const scratch = join(jobDirectory(place.dataDir, spec), 'merged');
  const objects = objectsOfAccount(place.objects, spec.account);
  return await sendArchive(objects, { sources, s3Uri: output.s3Uri, whenEmpty: output.whenEmpty, scratch });
}
