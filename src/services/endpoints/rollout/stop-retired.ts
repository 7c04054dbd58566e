import { removeTree } from '../../../base/remove-tree.ts';
import type { EndpointLogs } from '../endpoint-logs.ts';
import { deploymentDirectory, runIdOf } from '../endpoint-names.ts';
import { type EndpointsDeps, timesOf } from '../endpoints-deps.ts';
import type { EndpointRecord, RetiredFleet, RetiredInstance } from '../endpoints-store.ts';

export interface Retirement {
  /** What is left to be ended. The same array as before when nothing changed. */
  readonly left: readonly RetiredFleet[];
  readonly nextMs: number;
}

/** How soon a host that should be gone is looked at again; its end wakes the endpoint anyway. */
const LOOK_MS = 1000;
/** How long invocations under way may hold up the end of their host. */
const DRAIN_MS_MAX = 60_000;

/** Ends hosts that serve no more: SIGTERM when their invocations are answered, SIGKILL after the grace, then clean up. */
export class StopRetired {
  readonly #deps: EndpointsDeps;
  readonly #logs: EndpointLogs;
  readonly #isBusy: (instanceId: string) => boolean;

  constructor(deps: EndpointsDeps, logs: EndpointLogs, isBusy: (instanceId: string) => boolean) {
    this.#deps = deps;
    this.#logs = logs;
    this.#isBusy = isBusy;
  }

  async step(record: EndpointRecord): Promise<Retirement> {
    const before = record.document.retired;
    const nowMs = this.#deps.clock.nowMs();
    const due = before.filter((fleet) => fleet.stopAtMs <= nowMs);
    const waiting = before.filter((fleet) => fleet.stopAtMs > nowMs);
    const after = await Promise.all(due.map((fleet) => this.#stopFleet(record, fleet, nowMs)));
    const changedAny = due.some((fleet, index) => after[index] !== fleet);
    const left = changedAny ? [...waiting, ...after.filter((fleet) => fleet !== undefined)] : before;
    const times = left.map((fleet) => (fleet.stopAtMs > nowMs ? fleet.stopAtMs : nowMs + LOOK_MS));
    return { left, nextMs: Math.min(...times) };
  }

  /** Undefined when the fleet is gone with its directory, the fleet itself when nothing changed. */
  async #stopFleet(record: EndpointRecord, fleet: RetiredFleet, nowMs: number): Promise<RetiredFleet | undefined> {
    const stopped = await Promise.all(
      fleet.instances.map((instance) => this.#stopInstance(record, fleet, instance, nowMs)),
    );
    const instances = stopped.filter((instance) => instance !== undefined);
    if (instances.length === 0) {
      await removeTree(deploymentDirectory(this.#deps.dataDir, record, fleet.deploymentId));
      return undefined;
    }
    return instances.every((instance) => fleet.instances.includes(instance)) &&
      instances.length === fleet.instances.length
      ? fleet
      : { ...fleet, instances };
  }

  async #stopInstance(
    record: EndpointRecord,
    fleet: RetiredFleet,
    instance: RetiredInstance,
    nowMs: number,
  ): Promise<RetiredInstance | undefined> {
    const { runner } = this.#deps;
    const runId = runIdOf(instance);
    if ((await runner.inspect(runId)).status !== 'running') {
      // The attempt before is forgotten when the next one starts, which this one may never have done.
      const former = { ...instance, attempt: instance.attempt - 1 };
      for (const one of former.attempt > 0 ? [former, instance] : [instance]) await runner.remove(runIdOf(one));
      await this.#logs.finish(record, fleet.deploymentId, instance);
      return undefined;
    }
    if (instance.terminatedMs === undefined) {
      if (this.#isBusy(instance.instanceId) && nowMs < fleet.stopAtMs + DRAIN_MS_MAX) return instance;
      await runner.signal(runId, 'SIGTERM');
      return { ...instance, terminatedMs: nowMs };
    }
    if (nowMs >= instance.terminatedMs + timesOf(this.#deps).stopGraceMs) await runner.signal(runId, 'SIGKILL');
    return instance;
  }
}
