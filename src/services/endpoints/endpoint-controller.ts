import { InvariantError } from '../../base/errors.ts';
import type { Controller, NextLook, Reconciled } from '../../engine/work.ts';
import type { SqlTransaction } from '../../store/sql/sql-store.ts';
import { removeTags } from '../tags/index.ts';
import { deploymentEdges } from './deployment-lineage.ts';
import type { EndpointLogs } from './endpoint-logs.ts';
import { ENDPOINT_KIND, instanceOfRun, workOf } from './endpoint-names.ts';
import { tellOfDeployment, tellOfEndpoint } from './endpoint-news.ts';
import type { EndpointsDeps } from './endpoints-deps.ts';
import { type EndpointRecord, endpointTable, type Fleet } from './endpoints-store.ts';
import { KeepAlive } from './rollout/keep-alive.ts';
import { RollOut } from './rollout/roll-out.ts';
import { changed, type Step } from './rollout/step.ts';
import { StopRetired } from './rollout/stop-retired.ts';
import type { RouteTable } from './routing/route-table.ts';

/** Moves endpoints: brings fleets up, keeps them answering, and ends those that serve no more. */
export class EndpointController implements Controller {
  readonly kind = ENDPOINT_KIND;
  readonly #deps: EndpointsDeps;
  readonly #routes: RouteTable;
  readonly #rollOut: RollOut;
  readonly #keepAlive: KeepAlive;
  readonly #stopRetired: StopRetired;
  /** Endpoint ARN of every instance looked at since the server's start, to be woken when its host ends. */
  readonly #arns = new Map<string, string>();

  constructor(deps: EndpointsDeps, logs: EndpointLogs, routes: RouteTable) {
    this.#deps = deps;
    this.#routes = routes;
    this.#rollOut = new RollOut(deps, logs);
    this.#keepAlive = new KeepAlive(deps, logs);
    this.#stopRetired = new StopRetired(deps, logs, (instanceId) => routes.isBusy(instanceId));
    deps.runner.onExit((runId) => this.#hostEnded(runId));
  }

  /** Listens no more for ends of hosts: when the server ends them, nobody is to start them again. */
  close(): void {
    this.#arns.clear();
  }

  async reconcile(key: string, signal: AbortSignal): Promise<Reconciled> {
    const record = await endpointTable.findByArn(this.#deps.store, key);
    if (!record) return { next: 'finished' };
    this.#remember(record);
    const step = await this.#step(record, signal);
    if (!step.change) return { next: step.next };
    return { commit: (tx) => this.#commit(tx, record, step), next: step.next };
  }

  async #step(record: EndpointRecord, signal: AbortSignal): Promise<Step> {
    const { retired } = record.document;
    if (retired.length === 0) return this.#statusStep(record, signal);
    const { left, nextMs } = await this.#stopRetired.step(record);
    if (left !== retired) return changed(record, { retired: left }, this.#deps.clock.nowMs());
    const step = await this.#statusStep(record, signal);
    return step.change ? step : { next: { atMs: earlier(step.next, nextMs) } };
  }

  #statusStep(record: EndpointRecord, signal: AbortSignal): Promise<Step> | Step {
    const { current, pending, retired } = record.document;
    switch (record.status) {
      case 'Creating':
        return this.#rollOut.step(record, expectFleet(pending, record), signal);
      case 'Updating':
        return this.#update(record, signal);
      case 'InService':
        return this.#keepAlive.step(record, expectFleet(current, record), signal);
      case 'Failed':
        return { next: 'when-woken' };
      case 'Deleting':
        return retired.length === 0 ? { change: 'gone', next: 'finished' } : { next: 'when-woken' };
    }
  }

  /** What serves is kept alive while its successor comes up. */
  async #update(record: EndpointRecord, signal: AbortSignal): Promise<Step> {
    const { current, pending } = record.document;
    const kept = await this.#keepAlive.step(record, expectFleet(current, record), signal);
    return kept.change ? kept : this.#rollOut.step(record, expectFleet(pending, record), signal);
  }

  /** Writes the step, unless an operation changed the endpoint meanwhile: then it is looked at again. */
  async #commit(tx: SqlTransaction, seen: EndpointRecord, { change }: Step): Promise<void> {
    const { store, scheduler, lineage } = this.#deps;
    const now = await endpointTable.findForUpdate(store, tx, seen, seen.name);
    if (now?.document.revision !== seen.document.revision) {
      await scheduler.schedule(tx, workOf(seen));
      return;
    }
    if (change === 'gone') {
      await endpointTable.delete(tx, seen);
      await tellOfEndpoint(this.#deps, tx, seen, 'DELETED');
      await removeTags(tx, seen.arn);
    } else if (change) {
      await endpointTable.update(tx, change);
      if (change.status !== seen.status) await tellOfEndpoint(this.#deps, tx, change);
      const { current } = change.document;
      if (current && current.deploymentId !== seen.document.current?.deploymentId) {
        await lineage.record(tx, change, deploymentEdges(change, current));
        await tellOfDeployment(this.#deps, tx, change, current);
      }
    }
    if (change === 'gone' || change?.status !== seen.status) await scheduler.publish(tx, seen.arn);
    tx.afterCommit(() => {
      if (change !== 'gone' && change) this.#tellNews(seen, change);
      this.#routes.forget(seen);
      if (change === 'gone') this.#forget(seen.arn);
    });
  }

  /** One line for whoever runs the server, when a deployment has come to its end. */
  #tellNews(seen: EndpointRecord, { arn, status, document }: EndpointRecord): void {
    const isOver = (seen.status === 'Creating' || seen.status === 'Updating') && status !== seen.status;
    if (!isOver) return;
    const { failureReason: reason } = document;
    const news = { endpoint: arn, status, ...(reason === undefined ? {} : { reason }) };
    this.#deps.logger.info(news, seen.status === 'Creating' ? 'an endpoint was created' : 'an endpoint was updated');
  }

  #remember({ arn, document }: EndpointRecord): void {
    for (const fleet of [document.current, document.pending, ...document.retired]) {
      for (const instance of fleet?.instances ?? []) this.#arns.set(instance.instanceId, arn);
    }
  }

  #forget(arn: string): void {
    for (const [instanceId, owner] of this.#arns) {
      if (owner !== arn) continue;
      this.#arns.delete(instanceId);
      this.#keepAlive.forget(instanceId);
    }
  }

  #hostEnded(runId: string): void {
    const arn = this.#arns.get(instanceOfRun(runId) ?? '');
    if (arn === undefined) return;
    this.#deps.scheduler.wake({ kind: ENDPOINT_KIND, key: arn }).catch((error: unknown) => {
      this.#deps.logger.warn({ err: error, runId }, 'an endpoint could not be woken; its next look sees the end');
    });
  }
}

function expectFleet(fleet: Fleet | undefined, record: EndpointRecord): Fleet {
  if (!fleet) throw new InvariantError(`endpoint ${record.arn} is ${record.status} and has no fleet`);
  return fleet;
}

function earlier(next: NextLook, atMs: number): number {
  return typeof next === 'object' ? Math.min(next.atMs, atMs) : atMs;
}
