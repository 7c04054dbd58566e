import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Name of a run's directory: a part that people can read and a hash that tells apart what the readable part does not.
 * A run id is outside text and never becomes a path by itself.
 */
export function runDirectoryName(runId: string): string {
  const readable = runId.replaceAll(/[^A-Za-z0-9-]+/g, '-').slice(-48);
  const hash = createHash('sha256').update(runId).digest('hex').slice(0, 24);
  return `${readable}.${hash}`;
}

/** What a supervisor wrote down about itself. */
export interface Claim {
  readonly supervisorPid: number;
  /** Clock ticks since boot, as in /proc/<pid>/stat: with the pid it names one process for ever. */
  readonly startTicks: string;
  readonly bootId: string;
  readonly startedAtMs: number;
}

/** `writing`: the file is there, its text is not yet. */
export async function readClaim(directory: string): Promise<Claim | 'writing' | undefined> {
  const file = join(directory, 'claim');
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const [pid, startTicks, bootId] = text.trim().split(' ');
  if (!pid || !startTicks || !bootId) return 'writing';
  return { supervisorPid: Number(pid), startTicks, bootId, startedAtMs: await modifiedAtMs(file) };
}

export interface RunEnd {
  readonly exitCode: number;
  /** The kernel ended something in the run's control group for want of memory. */
  readonly memoryKill: boolean;
  readonly endedAtMs: number;
}

export async function readEnd(directory: string): Promise<RunEnd | undefined> {
  const file = join(directory, 'exit');
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const [code, killed] = text.trim().split(' ');
  return { exitCode: Number(code), memoryKill: killed === '1', endedAtMs: await modifiedAtMs(file) };
}

/** What the runner remembers of a run besides its files. */
export interface RunNote {
  readonly runId: string;
  readonly logPath: string;
  /** Processors it was given; undefined when it may use all. */
  readonly processors?: readonly number[];
  /** Its control group; undefined when memory is limited by RLIMIT_DATA. */
  readonly controlGroup?: string;
}

export async function readNote(directory: string): Promise<RunNote | undefined> {
  const text = await readFile(join(directory, 'run.json'), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as RunNote);
}

/** When the file was last written, to the microsecond and rounded down. */
export async function modifiedAtMs(file: string): Promise<number> {
  const found = await stat(file);
  return Math.floor(found.mtimeMs);
}
