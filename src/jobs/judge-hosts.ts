import type { HostState } from '../runners/host-runner.ts';
import type { HostFault, JobEnding, JobVerdict } from './states.ts';

export interface HostReport {
  readonly host: string;
  readonly state: HostState;
}

export interface RunningJob {
  readonly startedAtMs: number;
  readonly maxRuntimeMs: number;
  readonly stopGraceMs: number;
  readonly stopRequested: boolean;
  readonly ending?: JobEnding;
}

/** What to do about the hosts of a running job. */
export type Judgement =
  | { readonly action: 'wait'; readonly untilMs: number }
  /** Send SIGTERM to what still runs. */
  | { readonly action: 'terminate'; readonly ending: JobEnding }
  /** Send SIGKILL to what still runs, and look again at `untilMs`. */
  | { readonly action: 'kill'; readonly untilMs: number }
  | { readonly action: 'finish'; readonly verdict: JobVerdict };

/** How soon after SIGKILL the hosts are looked at again. */
const KILL_PAUSE_MS = 5_000;

/**
 * Decides from what the runner reports. All hosts must end well for the job to be Completed; the first that does not
 * ends the others. SIGTERM, then the grace time, then SIGKILL, whatever the cause.
 */
export function judgeHosts(reports: readonly HostReport[], job: RunningJob, nowMs: number): Judgement {
  const running = reports.some(({ state }) => state.status === 'running');
  const fault = job.ending?.fault ?? firstFault(reports);
  if (!running) return { action: 'finish', verdict: verdictOf(job, fault) };
  if (job.ending) {
    const killAtMs = job.ending.atMs + job.stopGraceMs;
    return nowMs < killAtMs
      ? { action: 'wait', untilMs: killAtMs }
      : { action: 'kill', untilMs: nowMs + KILL_PAUSE_MS };
  }
  const limitMs = job.startedAtMs + job.maxRuntimeMs;
  if (job.stopRequested) return { action: 'terminate', ending: { cause: 'stop', atMs: nowMs } };
  if (fault) return { action: 'terminate', ending: { cause: 'fault', atMs: nowMs, fault } };
  if (nowMs >= limitMs) return { action: 'terminate', ending: { cause: 'limit', atMs: nowMs } };
  return { action: 'wait', untilMs: limitMs };
}

function verdictOf(job: RunningJob, fault: HostFault | undefined): JobVerdict {
  if (job.ending?.cause === 'fault' && fault) return { end: 'Failed', fault };
  if (job.ending?.cause === 'limit') return { end: 'MaxRuntimeExceeded' };
  if (job.stopRequested) return { end: 'Stopped' };
  return fault ? { end: 'Failed', fault } : { end: 'Completed' };
}

/** The host that went wrong first; the others may only have died of it. */
function firstFault(reports: readonly HostReport[]): HostFault | undefined {
  const faults = reports.flatMap(({ host, state }) => {
    if (state.status === 'exited' && state.exitCode !== 0) {
      return [
        { endedAtMs: state.endedAtMs, fault: { host, exitCode: state.exitCode, outOfMemory: state.outOfMemory } },
      ];
    }
    // A host that was started and is not known any more left no exit code.
    const gone = state.status === 'lost' || state.status === 'absent';
    return gone ? [{ endedAtMs: Number.POSITIVE_INFINITY, fault: { host, outOfMemory: false } }] : [];
  });
  faults.sort((a, b) => a.endedAtMs - b.endedAtMs);
  return faults[0]?.fault;
}
