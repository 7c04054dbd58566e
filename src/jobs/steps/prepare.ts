import { abandonable } from '../../base/bounded-wait.ts';
import { JobFailure } from '../../base/errors.ts';
import type { PreparedRuntime } from '../../runners/image-resolver.ts';
import { hasAccelerators } from '../instance-types.ts';
import type { JobEvent } from '../job-events.ts';
import { JobPhase } from '../states.ts';
import type { Step, StepContext } from './step.ts';

/** Makes the runtime ready. Its first use may build an environment for minutes, which people are told about. */
export async function prepare(context: StepContext): Promise<Step> {
  const { run } = context;
  if (run.stopRequestedAtMs !== undefined) {
    return { phase: JobPhase.Uploading, progress: { verdict: { end: 'Stopped' } }, next: 'at-once' };
  }
  await preparedRuntime(context);
  return { phase: JobPhase.Downloading, events: missingAccelerators(context), next: 'at-once' };
}

/** A job that was meant for accelerators runs all the same, and its user is told why it may be slow. */
function missingAccelerators({ run: { spec }, deps }: StepContext): JobEvent[] {
  const instanceType = spec.hosts.map((host) => host.instanceType).find(hasAccelerators);
  if (instanceType === undefined) return [];
  const message = `Starting on processors alone: no runner here has the accelerators of ${instanceType}`;
  deps.logger.warn({ job: spec.arn, instanceType }, 'a job asks for accelerators and runs on processors alone');
  return [{ type: 'progress', atMs: deps.clock.nowMs(), message }];
}

/** The runtime of the job's image; quick when it was prepared before. */
export async function preparedRuntime(context: StepContext): Promise<PreparedRuntime> {
  const { run, deps, signal, report } = context;
  const runtime = deps.images.resolve(run.spec.image);
  if (!runtime) throw new JobFailure('ClientError', deps.images.explainUnresolved(run.spec.image));
  // The build is shared and goes on for others; only our waiting for it ends.
  return await abandonable(deps.images.prepare(runtime, report), signal);
}
