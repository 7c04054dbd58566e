import type { HostState } from '../../../runners/host-runner.ts';
import type { EndpointLogs } from '../endpoint-logs.ts';
import { runIdOf } from '../endpoint-names.ts';
import { type EndpointsDeps, timesOf } from '../endpoints-deps.ts';
import type { EndpointRecord, Fleet, Instance } from '../endpoints-store.ts';
import { FleetHosts } from './fleet-hosts.ts';
import { planRestart } from './instance-plan.ts';
import { ping } from './ping.ts';
import { changed, type Step } from './step.ts';

/** Pings in a row that may fail before the host is killed and started again. */
const MISSES_MAX = 3;
/** How soon a host that missed a ping is asked again. */
const DOUBT_MS = 2000;

/** Keeps the hosts of an endpoint in service answering. The endpoint stays InService all along. */
export class KeepAlive {
  readonly #deps: EndpointsDeps;
  readonly #hosts: FleetHosts;
  /** Failed pings in a row by instance; one whose present attempt never answered this server is not in it. */
  readonly #misses = new Map<string, { readonly attempt: number; readonly count: number }>();

  constructor(deps: EndpointsDeps, logs: EndpointLogs) {
    this.#deps = deps;
    this.#hosts = new FleetHosts(deps, logs);
  }

  async step(record: EndpointRecord, fleet: Fleet, signal: AbortSignal): Promise<Step> {
    const ready = await this.#hosts.prepare(record, fleet, signal);
    const looks = await Promise.all(
      fleet.instances.map(async (instance) => {
        const state = await this.#hosts.look(record, fleet, instance, ready, signal);
        const well = state.status === 'running' && (await this.#isWell(fleet, instance, state, signal));
        return { instance, state, well };
      }),
    );
    const nowMs = this.#deps.clock.nowMs();
    if (looks.some(({ state }) => hasEnded(state))) {
      const instances = await Promise.all(
        looks.map(({ instance, state }) => (hasEnded(state) ? this.#restart(instance, fleet, state, nowMs) : instance)),
      );
      return changed(record, { current: { ...fleet, instances } }, nowMs);
    }
    const times = looks.map(({ instance, state, well }) => {
      if (state.status === 'absent') return Math.max(instance.startAtMs, nowMs);
      const { healthIntervalMs } = timesOf(this.#deps);
      return nowMs + (well ? healthIntervalMs : Math.min(DOUBT_MS, healthIntervalMs));
    });
    return { next: { atMs: Math.min(...times) } };
  }

  /** The instance is gone for good. */
  forget(instanceId: string): void {
    this.#misses.delete(instanceId);
  }

  #restart(instance: Instance, fleet: Fleet, state: HostState, nowMs: number): Promise<Instance> {
    this.#misses.delete(instance.instanceId);
    this.#deps.logger.warn(
      { instanceId: instance.instanceId, variant: instance.variant, state: state.status },
      'a host of an endpoint ended and is started again',
    );
    return planRestart(instance, fleet, state.status === 'exited' ? state : undefined, nowMs);
  }

  /** A host that is still starting may be silent; one that answered before, or took too long, may not. */
  async #isWell(
    fleet: Fleet,
    instance: Instance,
    state: Extract<HostState, { status: 'running' }>,
    signal: AbortSignal,
  ): Promise<boolean> {
    const { instanceId, attempt } = instance;
    if (await ping(instance.port, signal)) {
      this.#misses.set(instanceId, { attempt, count: 0 });
      return true;
    }
    const variant = fleet.variants.find((one) => one.name === instance.variant);
    const timeoutMs = variant?.startupTimeoutMs ?? timesOf(this.#deps).startupTimeoutMs;
    const known = this.#misses.get(instanceId);
    const before = known?.attempt === attempt ? known : undefined;
    const starting = !before && this.#deps.clock.nowMs() < state.startedAtMs + timeoutMs;
    if (starting || signal.aborted) return false;
    const count = (before?.count ?? 0) + 1;
    this.#misses.set(instanceId, { attempt, count });
    if (count >= MISSES_MAX) await this.#deps.runner.signal(runIdOf(instance), 'SIGKILL');
    return false;
  }
}

const hasEnded = (state: HostState) => state.status === 'exited' || state.status === 'lost';
