import { LRUCache } from 'lru-cache';
import type { Scope } from '../../../base/arn.ts';
import type { Clock } from '../../../base/clock.ts';
import type { SqlStore } from '../../../store/sql/sql-store.ts';
import { type EndpointRecord, endpointTable, type Fleet } from '../endpoints-store.ts';
import { ENDPOINT_STATES } from '../states.ts';

export interface RouteTarget {
  readonly instanceId: string;
  readonly port: number;
}

export interface RouteVariant {
  readonly name: string;
  readonly weight: number;
  readonly targets: readonly RouteTarget[];
}

/** Where the invocations of an endpoint go. */
export interface Route {
  readonly endpointName: string;
  readonly endpointArn: string;
  readonly variants: readonly RouteVariant[];
  readonly totalWeight: number;
}

const ROUTES_MAX = 4096;
/** How long another node's change may stay unseen here. Changes made on this node count at once. */
const FRESH_MS = 1000;

interface Cached {
  readonly route: Route;
  readonly readAtMs: number;
}

/** Routes of endpoints that serve, in memory; endpoints that do not serve are never remembered. */
export class RouteTable {
  readonly #store: SqlStore;
  readonly #clock: Clock;
  readonly #routes = new LRUCache<string, Cached>({ max: ROUTES_MAX });
  readonly #inFlight = new Map<string, number>();
  /** Grows with every change: what was read before one is not remembered after it. */
  #generation = 0;

  constructor(store: SqlStore, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  find(scope: Scope, endpointName: string): Route | undefined | Promise<Route | undefined> {
    const cached = this.#routes.get(routeKey(scope, endpointName));
    if (cached && this.#clock.nowMs() - cached.readAtMs < FRESH_MS) return cached.route;
    return this.#read(scope, endpointName);
  }

  /** Call after the commit that changed an endpoint. */
  forget(endpoint: Scope & { readonly name: string }): void {
    this.#generation += 1;
    this.#routes.delete(routeKey(endpoint, endpoint.name));
  }

  /** True while an invocation that this server sent to the instance is not answered. */
  isBusy(instanceId: string): boolean {
    return this.#inFlight.has(instanceId);
  }

  /** Counts an invocation; call the result when it is answered. */
  begin({ instanceId }: RouteTarget): () => void {
    this.#inFlight.set(instanceId, (this.#inFlight.get(instanceId) ?? 0) + 1);
    return () => {
      const left = (this.#inFlight.get(instanceId) ?? 1) - 1;
      if (left > 0) this.#inFlight.set(instanceId, left);
      else this.#inFlight.delete(instanceId);
    };
  }

  async #read(scope: Scope, endpointName: string): Promise<Route | undefined> {
    const generation = this.#generation;
    const readAtMs = this.#clock.nowMs();
    const record = await endpointTable.find(this.#store, scope, endpointName);
    const fleet = record && ENDPOINT_STATES[record.status].serves ? record.document.current : undefined;
    if (!record || !fleet) return undefined;
    const route = routeOf(record, fleet);
    if (generation === this.#generation) this.#routes.set(routeKey(scope, endpointName), { route, readAtMs });
    return route;
  }
}

const routeKey = (scope: Scope, name: string) => `${scope.account}/${scope.region}/${name.toLowerCase()}`;

function routeOf(record: EndpointRecord, fleet: Fleet): Route {
  const variants = fleet.variants.map(({ name, weight }) => ({
    name,
    weight,
    targets: fleet.instances
      .filter((instance) => instance.variant === name)
      .map(({ instanceId, port }) => ({ instanceId, port })),
  }));
  const totalWeight = variants.reduce((sum, variant) => sum + variant.weight, 0);
  return { endpointName: record.name, endpointArn: record.arn, variants, totalWeight };
}
