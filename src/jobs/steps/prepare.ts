import { JobFailure } from '../../base/errors.ts';
import type { PreparedRuntime } from '../../runners/image-resolver.ts';
import { JobPhase } from '../states.ts';
import type { Step, StepContext } from './step.ts';

/** Makes the runtime ready. Its first use may build an environment for minutes, which people are told about. */
export async function prepare(context: StepContext): Promise<Step> {
  const { run } = context;
  if (run.stopRequestedAtMs !== undefined) {
    return { phase: JobPhase.Uploading, progress: { verdict: { end: 'Stopped' } }, next: 'at-once' };
  }
  await preparedRuntime(context);
  return { phase: JobPhase.Downloading, next: 'at-once' };
}

/** The runtime of the job's image; quick when it was prepared before. */
export async function preparedRuntime(context: StepContext): Promise<PreparedRuntime> {
  const { run, deps, signal, report } = context;
  const runtime = deps.images.resolve(run.spec.image);
  if (!runtime) throw new JobFailure('ClientError', deps.images.explainUnresolved(run.spec.image));
  return await abandonable(deps.images.prepare(runtime, report), signal);
}

/** The build is shared and goes on for others; only our waiting for it ends. */
async function abandonable<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  signal.throwIfAborted();
  let abandon = () => {};
  const abandoned = new Promise<never>((_, reject) => {
    abandon = () => reject(signal.reason);
    signal.addEventListener('abort', abandon, { once: true });
  });
  try {
    return await Promise.race([work, abandoned]);
  } finally {
    signal.removeEventListener('abort', abandon);
  }
}
