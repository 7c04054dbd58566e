import { createServer } from 'node:net';
import { randomBelow } from '../../../base/random.ts';
import { instanceIdOf } from '../endpoint-names.ts';
import type { Fleet, Instance } from '../endpoints-store.ts';

/**
 * Ports for hosts lie below the range that the kernel takes outgoing connections from (32768 on Linux), so that none of
 * those gets the port between our choice and the host's start.
 */
const PORTS = { from: 20_000, count: 12_000 } as const;
const PORT_TRIES_MAX = 200;

/** A host that lived this long before it ended is restarted at once. */
const QUICK_END_MS = 60_000;
const BACKOFF_MS = { first: 500, max: 60_000 } as const;

/** Names every instance of a fleet and gives it a port. Nothing is started before this is written down. */
export async function planInstances(fleet: Fleet, nowMs: number): Promise<Instance[]> {
  const instances: Instance[] = [];
  for (const variant of fleet.variants) {
    for (let number = 0; number < variant.instanceCount; number++) {
      instances.push({
        variant: variant.name,
        instanceId: instanceIdOf(fleet.deploymentId, variant.name, number),
        attempt: 1,
        port: await freePort(new Set(instances.map((instance) => instance.port))),
        startAtMs: nowMs,
        quickEnds: 0,
      });
    }
  }
  return instances;
}

/** The next start of an instance that ended, after a pause that doubles with every quick end. */
export async function planRestart(
  instance: Instance,
  fleet: Fleet,
  lived: { readonly startedAtMs: number; readonly endedAtMs: number } | undefined,
  nowMs: number,
): Promise<Instance> {
  const quick = !lived || lived.endedAtMs - lived.startedAtMs < QUICK_END_MS;
  const quickEnds = quick ? instance.quickEnds + 1 : 0;
  const pauseMs = quickEnds === 0 ? 0 : Math.min(BACKOFF_MS.max, BACKOFF_MS.first * 2 ** (quickEnds - 1));
  return {
    ...instance,
    attempt: instance.attempt + 1,
    port: await freePort(new Set(fleet.instances.map((one) => one.port))),
    startAtMs: nowMs + pauseMs,
    quickEnds,
  };
}

/**
 * A port that nobody listens on and that is not in `taken`. Another program may still be faster than the host; then the
 * host ends, and its next start gets another port.
 */
async function freePort(taken: ReadonlySet<number>): Promise<number> {
  for (let tries = 0; tries < PORT_TRIES_MAX; tries++) {
    const port = PORTS.from + randomBelow(PORTS.count);
    if (!taken.has(port) && (await isFree(port))) return port;
  }
  throw new Error(`no free port was found in ${PORT_TRIES_MAX} tries`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    // All addresses, since model servers commonly listen on all of them.
    server.listen({ port, exclusive: true }, () => server.close(() => resolve(true)));
  });
}
