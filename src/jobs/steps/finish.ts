import { InvariantError, JobFailure } from '../../base/errors.ts';
import { removeTree } from '../../base/remove-tree.ts';
import { collectOutputs } from '../collect-outputs.ts';
import { exitMessage, failureReason } from '../failure-reason.ts';
import { jobDirectory } from '../job-directory.ts';
import type { JobOutcome } from '../job-events.ts';
import { deleteRun, listMetrics } from '../job-run-store.ts';
import { JobKind } from '../job-spec.ts';
import { objectsOfRole } from '../role-objects.ts';
import { JobPhase, type JobVerdict } from '../states.ts';
import type { Step, StepContext } from './step.ts';

/** Collects what the job leaves and records its end. */
export async function finish(context: StepContext): Promise<Step> {
  const { run, deps } = context;
  if (!run.progress.verdict) throw new InvariantError(`${run.spec.arn} is to be finished without a verdict`);
  // Room, should that have been the trouble: nothing in the hosts' own /tmp and home is an output.
  if (run.progress.troubles > 0) for (const host of run.spec.hosts) await deps.runner.remove(host.runId);
  const outcome = await outcomeOf(context, run.progress.verdict);
  const atMs = deps.clock.nowMs();
  return {
    phase: JobPhase.Cleaning,
    events: [{ type: 'ended', atMs, outcome }],
    write: (tx) => deps.scheduler.publish(tx, run.spec.arn),
    next: { atMs },
  };
}

/** An output that can't be sent, or a message that can't be read, makes a job fail that had not failed already. */
async function outcomeOf(context: StepContext, verdict: JobVerdict): Promise<JobOutcome> {
  const { run, deps, live } = context;
  const started = run.progress.startedAtMs !== undefined;
  let end = verdict.end;
  let reason = await failureReason(deps.dataDir, run.spec, verdict);
  const orFail = async <Result>(work: () => Promise<Result>): Promise<Result | undefined> => {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof JobFailure)) throw error;
      end = 'Failed';
      reason ??= error.reason;
      return undefined;
    }
  };
  const objects = objectsOfRole(deps.objects, deps.roles, run.spec.roleArn, run.spec);
  const place = { objects, dataDir: deps.dataDir, sent: live.sent };
  const collect = started && !run.progress.outputsLost;
  const artifacts = collect ? await orFail(() => collectOutputs(run.spec, verdict.end, place)) : undefined;
  // Only processing jobs have one; to another kind of job the file is a file like any other.
  const tells = started && run.spec.kind === JobKind.Processing;
  const message = tells ? await orFail(() => exitMessage(deps.dataDir, run.spec)) : undefined;
  return {
    end,
    metrics: await listMetrics(deps.store, run.spec.arn),
    artifacts: artifacts ?? {},
    ...(reason === undefined ? {} : { failureReason: reason }),
    ...(message === undefined ? {} : { exitMessage: message }),
  };
}

/** Forgets hosts and files. The end is recorded already, so nobody waits for this. */
export async function clean({ run, deps }: StepContext): Promise<Step> {
  for (const host of run.spec.hosts) await deps.runner.remove(host.runId);
  await removeTree(jobDirectory(deps.dataDir, run.spec));
  return { write: (tx) => deleteRun(tx, run.spec.arn), next: 'finished' };
}
