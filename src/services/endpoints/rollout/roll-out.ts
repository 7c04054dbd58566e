import { RunnerError } from '../../../base/errors.ts';
import type { EndpointLogs } from '../endpoint-logs.ts';
import { runIdOf } from '../endpoint-names.ts';
import { type EndpointsDeps, timesOf } from '../endpoints-deps.ts';
import type { EndpointRecord, Fleet, FleetVariant, Instance } from '../endpoints-store.ts';
import { FleetHosts, permanentFailure } from './fleet-hosts.ts';
import { planInstances, planRestart } from './instance-plan.ts';
import { waitForPing } from './ping.ts';
import { changed, moved, retire, type Step } from './step.ts';

/** Starts of one instance before its deployment is given up, when it ends by itself each time. */
const STARTS_MAX = 3;
/** One look waits this long for pings, so that a quick start is seen at once. More than one ping may take. */
const WAIT_MS = 4000;
/** Runtimes and model data may take this long to get ready when they fail and are tried again. */
const PREPARE_MS_MAX = 1_800_000;
/** FailureReason holds at most this much (service model). */
const REASON_LENGTH_MAX = 1024;
/** The old fleet stays at least this long after the new one serves: other nodes remember routes that long. */
const HANDOVER_MS = 1000;

/** Brings a fleet up and lets it serve: for an endpoint that is made, and for one that is updated. */
export class RollOut {
  readonly #deps: EndpointsDeps;
  readonly #hosts: FleetHosts;
  /** Deadlines count from here at the earliest: while no server ran, nobody could bring the fleet up. */
  readonly #bornMs: number;

  constructor(deps: EndpointsDeps, logs: EndpointLogs) {
    this.#deps = deps;
    this.#hosts = new FleetHosts(deps, logs);
    this.#bornMs = deps.clock.nowMs();
  }

  /** One step: write down the instances, start them, or see whether they answer. */
  async step(record: EndpointRecord, fleet: Fleet, signal: AbortSignal): Promise<Step> {
    try {
      return await this.#advance(record, fleet, signal);
    } catch (error) {
      const reason = permanentFailure(error) ?? this.#lateReason(error, fleet);
      if (reason === undefined || signal.aborted) throw error;
      return this.#fail(record, fleet, reason);
    }
  }

  async #advance(record: EndpointRecord, fleet: Fleet, signal: AbortSignal): Promise<Step> {
    const ready = await this.#hosts.prepare(record, fleet, signal);
    const nowMs = this.#deps.clock.nowMs();
    if (fleet.startedMs === undefined) {
      const instances = await planInstances(fleet, nowMs);
      return changed(record, { pending: { ...fleet, instances, startedMs: nowMs } }, nowMs);
    }
    const states = await Promise.all(fleet.instances.map((one) => this.#hosts.look(record, fleet, one, ready, signal)));
    const ended = fleet.instances.filter((_, index) => hasEnded(states[index]?.status));
    if (ended.length > 0) return this.#startAgain(record, fleet, ended);
    const answers = await Promise.all(
      fleet.instances.map((one, index) => states[index]?.status === 'running' && this.#answers(one, signal)),
    );
    if (answers.every(Boolean)) return this.#succeed(record, fleet);
    return this.#wait(
      record,
      fleet,
      fleet.instances.filter((_, index) => !answers[index]),
    );
  }

  #answers(instance: Instance, signal: AbortSignal): Promise<boolean> {
    const gone = async () => (await this.#deps.runner.inspect(runIdOf(instance))).status !== 'running';
    return waitForPing(instance.port, WAIT_MS, gone, signal);
  }

  async #startAgain(record: EndpointRecord, fleet: Fleet, ended: readonly Instance[]): Promise<Step> {
    const exhausted = ended.find((one) => one.attempt >= STARTS_MAX);
    if (exhausted) return this.#fail(record, fleet, pingReason(exhausted.variant));
    const nowMs = this.#deps.clock.nowMs();
    const instances = await Promise.all(
      fleet.instances.map((one) => (ended.includes(one) ? planRestart(one, fleet, undefined, nowMs) : one)),
    );
    return changed(record, { pending: { ...fleet, instances } }, nowMs);
  }

  #wait(record: EndpointRecord, fleet: Fleet, silent: readonly Instance[]): Step {
    const nowMs = this.#deps.clock.nowMs();
    const sinceMs = Math.max(fleet.startedMs ?? nowMs, this.#bornMs);
    const late = silent.find((one) => nowMs > sinceMs + this.#timeoutMs(fleet, one.variant));
    if (late) return this.#fail(record, fleet, pingReason(late.variant));
    const dueMs = Math.min(...silent.map((one) => one.startAtMs));
    return { next: { atMs: Math.max(nowMs, dueMs) } };
  }

  #succeed(record: EndpointRecord, fleet: Fleet): Step {
    const nowMs = this.#deps.clock.nowMs();
    const { current, retired, lastDeploymentConfig } = record.document;
    const bakingSeconds = lastDeploymentConfig?.BlueGreenUpdatePolicy?.TerminationWaitInSeconds ?? 0;
    const stopAtMs = nowMs + Math.max(HANDOVER_MS, bakingSeconds * 1000);
    return moved(
      record,
      'InService',
      {
        current: fleet,
        pending: undefined,
        configName: fleet.configName,
        failureReason: undefined,
        retired: current ? [...retired, retire(current, stopAtMs)] : retired,
      },
      nowMs,
    );
  }

  /** An endpoint that never served has failed; one that did goes on with its old fleet and shows the reason. */
  #fail(record: EndpointRecord, fleet: Fleet, reason: string): Step {
    const nowMs = this.#deps.clock.nowMs();
    const failureReason = reason.slice(0, REASON_LENGTH_MAX);
    const retired = [...record.document.retired, retire(fleet, nowMs)];
    const status = record.document.current ? 'InService' : 'Failed';
    return moved(record, status, { pending: undefined, failureReason, retired }, nowMs);
  }

  /** A runner that keeps failing is given the time that the preparation, and then the container, may take. */
  #lateReason(error: unknown, fleet: Fleet): string | undefined {
    if (!(error instanceof RunnerError)) return undefined;
    const allowedMs =
      fleet.startedMs === undefined ? PREPARE_MS_MAX : this.#timeoutMs(fleet, fleet.variants[0]?.name ?? '');
    const sinceMs = Math.max(fleet.startedMs ?? fleet.createdMs, this.#bornMs);
    return this.#deps.clock.nowMs() > sinceMs + allowedMs ? error.message : undefined;
  }

  #timeoutMs(fleet: Fleet, variantName: string): number {
    const variant: FleetVariant | undefined = fleet.variants.find((one) => one.name === variantName);
    return variant?.startupTimeoutMs ?? timesOf(this.#deps).startupTimeoutMs;
  }
}

const hasEnded = (status: string | undefined) => status === 'exited' || status === 'lost';

const pingReason = (variant: string) =>
  `The primary container for production variant ${variant} did not pass the ping health check. Please check CloudWatch logs for this endpoint.`;
