import { join } from 'node:path';
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

/** Sends what an ended job leaves, as its end asks for. Gives the URIs of archives by the directory they hold. */
export async function collectOutputs(spec: JobSpec, end: JobEnd, place: OutputPlace): Promise<Record<string, string>> {
  const archives: Record<string, string> = {};
  for (const output of spec.outputs) {
    if (!output.on.includes(end)) continue;
    if (output.type === 'files') await sendOutput(spec, output, place);
    else if (await archive(spec, output, place)) archives[output.path] = output.s3Uri;
  }
  return archives;
}

/** Sends what is new in the outputs that go out while the job runs. */
export async function sweepOutputs(spec: JobSpec, place: OutputPlace): Promise<void> {
  for (const output of spec.outputs) {
    if (output.type === 'files' && output.continuous) await sendOutput(spec, output, place);
  }
}

export const hasContinuousOutputs = (spec: JobSpec) =>
  spec.outputs.some((output) => output.type === 'files' && output.continuous);

async function sendOutput(spec: JobSpec, output: JobOutput & { type: 'files' }, place: OutputPlace): Promise<void> {
  for (const host of spec.hosts) {
    const directory = hostDirectory(place.dataDir, spec, host);
    const key = `${host.name}:${output.path}`;
    const sent: SentFiles = place.sent.get(key) ?? new Map();
    place.sent.set(key, sent);
    const source = { root: directory.ml, directory: onThisMachine(directory, output.path) };
    await sendFiles(place.objects, { ...source, s3Uri: output.s3Uri, mirrorDeletes: output.mirrorDeletes }, sent);
  }
}

async function archive(spec: JobSpec, output: JobOutput & { type: 'archive' }, place: OutputPlace): Promise<boolean> {
  const sources = spec.hosts.map((host) => {
    const directory = hostDirectory(place.dataDir, spec, host);
    return { root: directory.ml, directory: onThisMachine(directory, output.path) };
  });
  const scratch = join(jobDirectory(place.dataDir, spec), 'merged');
  return await sendArchive(place.objects, { sources, s3Uri: output.s3Uri, whenEmpty: output.whenEmpty, scratch });
}
