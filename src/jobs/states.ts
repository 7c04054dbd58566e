import { InvariantError, type JobFaultKind } from '../base/errors.ts';
import type { JobEnd } from './job-spec.ts';

/** What the controller does next for a job. */
export const JobPhase = {
  /** Make the runtime ready; the first use of an image may build for minutes. */
  Preparing: 'Preparing',
  /** Lay out /opt/ml on every host. */
  Downloading: 'Downloading',
  /** Start hosts, follow them, end them when asked or when time is up. */
  Running: 'Running',
  /** Collect outputs, then record the end. */
  Uploading: 'Uploading',
  /** Forget hosts and files. The row goes when that is done. */
  Cleaning: 'Cleaning',
} as const;
export type JobPhase = (typeof JobPhase)[keyof typeof JobPhase];

/** Which phase may follow which. A job that fails or is stopped early goes to Uploading with nothing to upload. */
const NEXT_PHASES: Readonly<Record<JobPhase, readonly JobPhase[]>> = {
  Preparing: [JobPhase.Downloading, JobPhase.Uploading],
  Downloading: [JobPhase.Running, JobPhase.Uploading],
  Running: [JobPhase.Uploading],
  Uploading: [JobPhase.Cleaning],
  Cleaning: [],
};

export function checkTransition(from: JobPhase, to: JobPhase): void {
  if (from !== to && !NEXT_PHASES[from].includes(to))
    throw new InvariantError(`a job may not go from ${from} to ${to}`);
}

/** A host that ended the job: its exit code, or none when it vanished without one. */
export interface HostFault {
  readonly host: string;
  readonly exitCode?: number;
  readonly outOfMemory: boolean;
}

/** How the run ended, before outputs are collected. */
export interface JobVerdict {
  readonly end: JobEnd;
  /** The host at fault, for a job that failed while running. */
  readonly fault?: HostFault;
  /** The failure, for one that did not get that far. */
  readonly failure?: { readonly kind: JobFaultKind; readonly message: string };
}

/** Why hosts were told to end, and when. */
export interface JobEnding {
  readonly cause: 'stop' | 'limit' | 'fault';
  readonly atMs: number;
  readonly fault?: HostFault;
}

/** What a run remembers between steps. */
export interface JobProgress {
  /** All hosts were started. */
  readonly startedAtMs?: number;
  readonly ending?: JobEnding;
  readonly verdict?: JobVerdict;
  /** Outputs could not be collected; the end is recorded without them. */
  readonly outputsLost?: boolean;
  /** Attempts in a row that failed for reasons not the user's. */
  readonly troubles: number;
}
