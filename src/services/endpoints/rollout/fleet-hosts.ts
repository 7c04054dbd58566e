import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { abandonable } from '../../../base/bounded-wait.ts';
import { JobFailure, RunnerError } from '../../../base/errors.ts';
import { newUuid } from '../../../base/ids.ts';
import { objectsOfCaller, objectsOfRole } from '../../../jobs/role-objects.ts';
import type { HostState } from '../../../runners/host-runner.ts';
import { objectsOfAccount } from '../../../store/objects/account-objects.ts';
import type { ObjectStore } from '../../../store/objects/object-store.ts';
import type { EndpointLogs } from '../endpoint-logs.ts';
import { deploymentDirectory, runIdOf } from '../endpoint-names.ts';
import type { EndpointsDeps } from '../endpoints-deps.ts';
import type { EndpointRecord, Fleet, FleetVariant, Instance } from '../endpoints-store.ts';
import { instanceSpec, type ReadyVariant } from './instance-spec.ts';
import { layOutVariant } from './model-layout.ts';

/** Models have told who made them since they are read in that one's name. */
const NOBODY = 'has neither a role nor somebody in whose name its data is read. Create the model again.';

export type ReadyFleet = ReadonlyMap<string, ReadyVariant>;

/** Makes fleets ready and starts their hosts. Everything may be done again after a crash. */
export class FleetHosts {
  readonly #deps: EndpointsDeps;
  readonly #logs: EndpointLogs;

  constructor(deps: EndpointsDeps, logs: EndpointLogs) {
    this.#deps = deps;
    this.#logs = logs;
  }

  /** Builds runtimes and lays out model data. Throws JobFailure or RunnerError. */
  async prepare(record: EndpointRecord, fleet: Fleet, signal: AbortSignal): Promise<ReadyFleet> {
    const deployment = deploymentDirectory(this.#deps.dataDir, record, fleet.deploymentId);
    // Model data and users' code: for nobody else on this machine, also where others may enter the data directory.
    await mkdir(join(this.#deps.dataDir, 'endpoints'), { recursive: true, mode: 0o700 });
    const ready = await Promise.all(
      fleet.variants.map(async (variant) => {
        const runtime = await this.#runtimeOf(variant, signal);
        const objectsOf = (account?: string) => this.#objectsOf(record, variant, account);
        const files = await layOutVariant(objectsOf, variant, runtime.scriptMode, deployment, signal);
        return [variant.name, { variant, runtime, files }] as const;
      }),
    );
    return new Map(ready);
  }

  /**
   * Looks at the host, starting it when it is due. After a restart of the server this adopts it, too. Throws the reason
   * of the signal instead of starting a host when the look is to end: nobody would stop that host.
   */
  async look(
    record: EndpointRecord,
    fleet: Fleet,
    instance: Instance,
    ready: ReadyFleet,
    signal: AbortSignal,
  ): Promise<HostState> {
    const { runner, clock, dataDir } = this.#deps;
    this.#logs.follow(record, fleet.deploymentId, instance);
    const runId = runIdOf(instance);
    const state = await runner.inspect(runId);
    const variant = ready.get(instance.variant);
    if (state.status !== 'absent' || clock.nowMs() < instance.startAtMs || !variant) return state;
    const former = { ...instance, attempt: instance.attempt - 1 };
    if (former.attempt > 0) await runner.remove(runIdOf(former));
    const deployment = deploymentDirectory(dataDir, record, fleet.deploymentId);
    const spec = await instanceSpec(this.#deps, record, instance, variant, deployment);
    signal.throwIfAborted();
    await runner.start(spec);
    return runner.inspect(runId);
  }

  /**
   * What the model's role may read, or without one, whoever made it; of an account that lends its data, what that account
   * has.
   */
  #objectsOf(record: EndpointRecord, variant: FleetVariant, lender: string | undefined): ObjectStore {
    const { objects, roles, endpoint } = this.#deps;
    const { account, region } = record;
    const own = objectsOfAccount(objects, lender ?? account);
    if (lender !== undefined) return own;
    if (variant.roleArn !== undefined) return objectsOfRole(own, roles, variant.roleArn, record);
    if (!variant.creator) throw new JobFailure('ClientError', `The model of variant ${variant.name} ${NOBODY}`);
    const context = { account, region, principal: variant.creator, requestId: newUuid(), endpoint: endpoint() };
    return objectsOfCaller(own, roles, context);
  }

  async #runtimeOf({ name, container }: FleetVariant, signal: AbortSignal) {
    const { images, logger } = this.#deps;
    const runtime = images.resolve(container.image);
    if (!runtime) throw new JobFailure('ClientError', images.explainUnresolved(container.image));
    const prepared = images.prepare(runtime, (line) => logger.info({ variant: name, image: container.image }, line));
    // The build is shared and goes on for others; only our waiting for it ends.
    return abandonable(prepared, signal);
  }
}

/** The sentence for DescribeEndpoint when a fleet can't be made at all; undefined when it is worth another try. */
export function permanentFailure(error: unknown): string | undefined {
  if (error instanceof JobFailure) return error.message;
  return error instanceof RunnerError && error.nature === 'permanent' ? error.message : undefined;
}
