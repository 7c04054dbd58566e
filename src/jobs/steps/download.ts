import { layOut } from '../container-layout.ts';
import { objectsOfRole } from '../role-objects.ts';
import { JobPhase } from '../states.ts';
import { preparedRuntime } from './prepare.ts';
import type { Step, StepContext } from './step.ts';

/** Lays out /opt/ml of every host. Repeating it after a crash leaves alone what was complete. */
export async function download(context: StepContext): Promise<Step> {
  const { run, deps, signal } = context;
  if (run.stopRequestedAtMs !== undefined && !(await anyHostStarted(context))) {
    return { phase: JobPhase.Uploading, progress: { verdict: { end: 'Stopped' } }, next: 'at-once' };
  }
  const events = run.spec.inputs.length > 0 ? [{ type: 'downloading', atMs: deps.clock.nowMs() } as const] : [];
  for (const event of events) context.announce(event);
  const { scriptMode } = await preparedRuntime(context);
  const networkInterface = deps.runner.name === 'process' ? 'lo' : 'eth0';
  const objects = objectsOfRole(deps.objects, deps.roles, run.spec.roleArn, run.spec);
  await layOut(run.spec, { objects, dataDir: deps.dataDir, networkInterface, scriptMode }, signal);
  return { phase: JobPhase.Running, events, next: 'at-once' };
}

/** A crash between the start and its commit leaves hosts running while the row still says Downloading. */
export async function anyHostStarted({ run, deps }: StepContext): Promise<boolean> {
  const states = await Promise.all(run.spec.hosts.map((host) => deps.runner.inspect(host.runId)));
  return states.some((state) => state.status !== 'absent');
}
