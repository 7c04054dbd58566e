import type { HostRunner } from '../runners/host-runner.ts';
import type { SqlStore } from '../store/sql/sql-store.ts';
import { findRun, listRunArns } from './job-run-store.ts';
import { JobKind } from './job-spec.ts';
import { JobPhase } from './states.ts';

/** How many jobs have a host that runs on this node. They run on when the server ends. */
export async function countRunningJobs(store: SqlStore, runner: HostRunner): Promise<number> {
  const arns = await Promise.all(Object.values(JobKind).map((kind) => listRunArns(store, kind)));
  const running = await Promise.all(arns.flat().map((arn) => runsHere(store, runner, arn)));
  return running.filter(Boolean).length;
}

async function runsHere(store: SqlStore, runner: HostRunner, arn: string): Promise<boolean> {
  const run = await findRun(store, arn);
  if (run?.phase !== JobPhase.Running) return false;
  const states = await Promise.all(run.spec.hosts.map((host) => runner.inspect(host.runId)));
  return states.some((state) => state.status === 'running');
}
