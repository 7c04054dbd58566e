import { isOutOfSpace } from '../../base/out-of-space.ts';
import { hasContinuousOutputs, sweepOutputs } from '../collect-outputs.ts';
import { hostSpec } from '../host-spec.ts';
import { hostDirectory } from '../job-directory.ts';
import { putMetrics } from '../job-run-store.ts';
import type { JobHost } from '../job-spec.ts';
import { type HostReport, type Judgement, judgeHosts } from '../judge-hosts.ts';
import { followLog, type LogSource } from '../log-follower.ts';
import { objectsOfRole } from '../role-objects.ts';
import { JobPhase } from '../states.ts';
import { anyHostStarted } from './download.ts';
import { preparedRuntime } from './prepare.ts';
import type { Step, StepContext } from './step.ts';

/** SageMaker's time between SIGTERM and SIGKILL. */
const STOP_GRACE_MS = 120_000;
/** How often outputs that go out continuously are looked through. */
const SWEEP_MS = 10_000;
/** Longest time between two looks at a running job, in case nobody told of an end. */
const LOOK_MS = 5 * 60_000;

/** Starts what was not started, and looks after what was. */
export async function runHosts(context: StepContext): Promise<Step> {
  const startedAtMs = context.run.progress.startedAtMs;
  return startedAtMs === undefined ? await start(context) : await lookAfter(context, startedAtMs);
}

async function start(context: StepContext): Promise<Step> {
  const { run, deps } = context;
  if (run.stopRequestedAtMs !== undefined && !(await anyHostStarted(context))) {
    return { phase: JobPhase.Uploading, progress: { verdict: { end: 'Stopped' } }, next: 'at-once' };
  }
  const starts = await Promise.allSettled(run.spec.hosts.map((host) => startHost(context, host)));
  // Only now: what is still being started could not be ended.
  for (const one of starts) if (one.status === 'rejected') throw one.reason;
  const atMs = deps.clock.nowMs();
  // Look at once: a short host may have ended before anyone listened for it.
  return { progress: { startedAtMs: atMs }, events: [{ type: 'running', atMs }], next: 'at-once' };
}

async function startHost(context: StepContext, host: JobHost): Promise<void> {
  const { run, deps } = context;
  const state = await deps.runner.inspect(host.runId);
  if (state.status === 'absent') {
    const runtime = await preparedRuntime(context);
    const { dataDir, roles, endpoint } = deps;
    await deps.runner.start(await hostSpec(run.spec, host, { dataDir, roles, endpoint, runtime }));
  }
  follow(context, host);
}

async function lookAfter(context: StepContext, startedAtMs: number): Promise<Step> {
  const { run, deps } = context;
  for (const host of run.spec.hosts) follow(context, host);
  const reports = await Promise.all(
    run.spec.hosts.map(async (host) => ({ host: host.name, state: await deps.runner.inspect(host.runId) })),
  );
  const job = {
    startedAtMs,
    maxRuntimeMs: run.spec.maxRuntimeSeconds * 1000,
    stopGraceMs: deps.stopGraceMs ?? STOP_GRACE_MS,
    stopRequested: run.stopRequestedAtMs !== undefined,
    ...(run.progress.ending ? { ending: run.progress.ending } : {}),
  };
  return await act(context, judgeHosts(reports, job, deps.clock.nowMs()), reports, job.stopGraceMs);
}

async function act(
  context: StepContext,
  judgement: Judgement,
  reports: readonly HostReport[],
  stopGraceMs: number,
): Promise<Step> {
  switch (judgement.action) {
    case 'wait':
      return { next: { atMs: await sweep(context, judgement.untilMs) } };
    case 'terminate': {
      const { ending } = judgement;
      await signalRunning(context, reports, 'SIGTERM');
      const limit = ending.cause === 'limit' ? [{ type: 'limit-reached', atMs: ending.atMs } as const] : [];
      return { progress: { ending }, events: limit, next: { atMs: ending.atMs + stopGraceMs } };
    }
    case 'kill':
      await signalRunning(context, reports, 'SIGKILL');
      return { next: { atMs: judgement.untilMs } };
    case 'finish': {
      await Promise.all([...context.live.followers.values()].map((follower) => follower.drain()));
      const atMs = endOf(reports, context.deps.clock.nowMs());
      const { verdict } = judgement;
      return {
        phase: JobPhase.Uploading,
        progress: { verdict },
        events: [{ type: 'uploading', atMs }],
        next: { atMs: context.deps.clock.nowMs() },
      };
    }
  }
}

/** When the last host ended, which may have been while no server was there to see it. */
function endOf(reports: readonly HostReport[], nowMs: number): number {
  const ends = reports.map(({ state }) => (state.status === 'exited' ? state.endedAtMs : nowMs));
  return Math.min(nowMs, Math.max(...ends));
}

async function signalRunning(
  { run, deps }: StepContext,
  reports: readonly HostReport[],
  signal: 'SIGTERM' | 'SIGKILL',
): Promise<void> {
  for (const { host, state } of reports) {
    const runId = run.spec.hosts.find((one) => one.name === host)?.runId;
    if (runId !== undefined && state.status === 'running') await deps.runner.signal(runId, signal);
  }
}

/** Sends what is new of continuous outputs and gives the time of the next look. */
async function sweep({ run, deps, live }: StepContext, untilMs: number): Promise<number> {
  const nowMs = deps.clock.nowMs();
  if (!hasContinuousOutputs(run.spec)) return Math.min(untilMs, nowMs + LOOK_MS);
  try {
    const objects = objectsOfRole(deps.objects, deps.roles, run.spec.roleArn, run.spec);
    await sweepOutputs(run.spec, { objects, dataDir: deps.dataDir, sent: live.sent });
  } catch (error) {
    if (!isOutOfSpace(error)) throw error;
    deps.logger.warn({ err: error, job: run.spec.arn }, 'no room for what a running job has written; trying again');
  }
  return Math.min(untilMs, nowMs + SWEEP_MS);
}

/** Follows a host's log, unless this process does already. */
function follow(context: StepContext, host: JobHost): void {
  const { run, deps, live } = context;
  if (live.followers.has(host.runId)) return;
  const { spec } = run;
  const source: LogSource = {
    logs: deps.logs,
    clock: deps.clock,
    logger: deps.logger,
    scope: { account: spec.account, region: spec.region },
    group: spec.logGroup,
    stream: host.logStream,
    path: hostDirectory(deps.dataDir, spec, host).log,
  };
  live.followers.set(
    host.runId,
    followLog(spec.metrics.length === 0 ? source : { ...source, onLines: metricLines(context) }),
  );
}

function metricLines({ run: { spec }, metrics, recorder }: StepContext): NonNullable<LogSource['onLines']> {
  return async (lines) => {
    const found = await metrics.match(spec.metrics, lines);
    if (found.length === 0) return undefined;
    return async (tx) => {
      await putMetrics(tx, spec.arn, found);
      await recorder.measured?.(tx, spec, found);
    };
  };
}
