import { describe, expect, it } from 'vitest';
import type { HostState } from '../runners/host-runner.ts';
import { judgeHosts, type RunningJob } from './judge-hosts.ts';

const RUNNING: HostState = { status: 'running', startedAtMs: 0 };
const exited = (exitCode: number, endedAtMs = 5): HostState => ({
  status: 'exited',
  exitCode,
  startedAtMs: 0,
  endedAtMs,
  outOfMemory: false,
});
const JOB: RunningJob = { startedAtMs: 1_000, maxRuntimeMs: 10_000, stopGraceMs: 500, stopRequested: false };

function judge(states: readonly HostState[], job: Partial<RunningJob> = {}, nowMs = 2_000) {
  const reports = states.map((state, index) => ({ host: `algo-${index + 1}`, state }));
  return judgeHosts(reports, { ...JOB, ...job }, nowMs);
}

describe('judgeHosts', () => {
  it('waits for the time limit while all is well, also when one host is done', () => {
    expect(judge([RUNNING, exited(0)])).toEqual({ action: 'wait', untilMs: 11_000 });
  });

  it('is content when all hosts ended well', () => {
    expect(judge([exited(0), exited(0)])).toEqual({ action: 'finish', verdict: { end: 'Completed' } });
  });

  it('ends the others when a host fails, and blames the first to fail', () => {
    const fault = { host: 'algo-2', exitCode: 3, outOfMemory: false };
    expect(judge([RUNNING, exited(3)])).toEqual({
      action: 'terminate',
      ending: { cause: 'fault', atMs: 2_000, fault },
    });
    expect(judge([exited(143, 9), exited(3, 5)])).toEqual({ action: 'finish', verdict: { end: 'Failed', fault } });
    const ending = { cause: 'fault', atMs: 2_000, fault } as const;
    expect(judge([exited(143, 4), exited(3, 5)], { ending })).toMatchObject({ verdict: { end: 'Failed', fault } });
  });

  it('takes a host that vanished for one that failed without an exit code', () => {
    expect(judge([{ status: 'lost' }])).toEqual({
      action: 'finish',
      verdict: { end: 'Failed', fault: { host: 'algo-1', outOfMemory: false } },
    });
  });

  it('terminates, gives time, then kills and looks again', () => {
    expect(judge([RUNNING], { stopRequested: true })).toEqual({
      action: 'terminate',
      ending: { cause: 'stop', atMs: 2_000 },
    });
    const ending = { cause: 'stop', atMs: 2_000 } as const;
    expect(judge([RUNNING], { stopRequested: true, ending }, 2_499)).toEqual({ action: 'wait', untilMs: 2_500 });
    expect(judge([RUNNING], { stopRequested: true, ending }, 2_500)).toEqual({ action: 'kill', untilMs: 7_500 });
    expect(judge([exited(137)], { stopRequested: true, ending })).toEqual({
      action: 'finish',
      verdict: { end: 'Stopped' },
    });
  });

  it('ends a job at its time limit without calling it failed', () => {
    expect(judge([RUNNING], {}, 11_000)).toEqual({ action: 'terminate', ending: { cause: 'limit', atMs: 11_000 } });
    const ending = { cause: 'limit', atMs: 11_000 } as const;
    expect(judge([exited(143)], { ending }, 11_200)).toEqual({
      action: 'finish',
      verdict: { end: 'MaxRuntimeExceeded' },
    });
  });
});
