import { setTimeout as pause } from 'node:timers/promises';
import { settledWithin } from '../../../base/bounded-wait.ts';
import type { HostRunner } from '../../../runners/host-runner.ts';
import type { EndpointLogs } from '../endpoint-logs.ts';
import { runIdOf } from '../endpoint-names.ts';
import { type EndpointsDeps, timesOf } from '../endpoints-deps.ts';
import { type EndpointRecord, endpointArns, endpointTable } from '../endpoints-store.ts';

type Started = Parameters<typeof runIdOf>[0];

/** How often a host that was told to end is looked at. */
const LOOK_MS = 50;
/** How long the kernel may take to end what was killed. What it can't end now, the next start finds and adopts. */
const KILL_MS_MAX = 2000;

/**
 * Ends the hosts that run on this node, all at a time, when the server ends: SIGTERM, the grace, SIGKILL. Their runs are
 * forgotten by the runner, and nothing is written: the next start sees attempts that were never started and starts them
 * at once. So no end is counted against a host, and no status changes.
 *
 * Gives the number of endpoints that are to be brought up again.
 */
export async function stopHosts(deps: EndpointsDeps, logs: EndpointLogs): Promise<number> {
  const found = await Promise.all(
    (await endpointArns(deps.store)).map((arn) => endpointTable.findByArn(deps.store, arn)),
  );
  const stopped = await Promise.all(found.map((record) => record !== undefined && stopEndpoint(deps, record)));
  await logs.drain().catch((error: unknown) => {
    deps.logger.warn({ err: error }, 'the last lines of endpoints could not be stored; the next start does it');
  });
  return stopped.filter(Boolean).length;
}

/** True when a host ended that serves, or was to serve. */
async function stopEndpoint(deps: EndpointsDeps, { document }: EndpointRecord): Promise<boolean> {
  const stopAll = async (fleets: readonly ({ readonly instances: readonly Started[] } | undefined)[]) => {
    const instances = fleets.flatMap((fleet) => fleet?.instances ?? []);
    return (await Promise.all(instances.map((instance) => stopHost(deps, runIdOf(instance))))).some(Boolean);
  };
  const [stopped] = await Promise.all([stopAll([document.current, document.pending]), stopAll(document.retired)]);
  return stopped;
}

/** False when no such host runs here. Never throws: the end of one host must not keep others from theirs. */
async function stopHost(deps: EndpointsDeps, runId: string): Promise<boolean> {
  const { runner, logger } = deps;
  try {
    if ((await runner.inspect(runId)).status !== 'running') return false;
    // Telling it takes time, too, when its sandbox is still being put together.
    const ended = runner.signal(runId, 'SIGTERM').then(() => untilEnded(runner, runId));
    await settledWithin(ended, timesOf(deps).endGraceMs);
    if (await settledWithin(runner.remove(runId), KILL_MS_MAX)) return true;
    logger.warn({ runId }, 'a host of an endpoint did not end when it was killed');
  } catch (error) {
    logger.warn({ runId, err: error }, 'a host of an endpoint could not be ended');
  }
  return true;
}

/** Comes to its end in any case once the run is removed. */
async function untilEnded(runner: HostRunner, runId: string): Promise<void> {
  while ((await runner.inspect(runId)).status === 'running') await pause(LOOK_MS, undefined, { ref: false });
}
