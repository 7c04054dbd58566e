import type { SqlStore } from '../../../store/sql/sql-store.ts';
import type { WalkVertex } from './hops.ts';
import { keptVertices, knownPositions } from './walk-store.ts';

/** A walk that earlier pages have begun. */
export interface KeptWalk {
  readonly walkId: string;
  /** Vertices that it had found when the page before ended. */
  readonly count: number;
}

/** Everything a walk has found: by earlier pages, in the store; by this page, in memory. */
export class WalkQueue {
  readonly #store: SqlStore;
  readonly #kept: KeptWalk | undefined;
  readonly #positions = new Map<string, number>();
  /** Found by this page, in order. */
  readonly found: WalkVertex[] = [];

  constructor(store: SqlStore, kept: KeptWalk | undefined) {
    this.#store = store;
    this.#kept = kept;
  }

  get count(): number {
    return (this.#kept?.count ?? 0) + this.found.length;
  }

  /** Undefined for a vertex not yet found. Only for resources that `learn` was told of. */
  positionOf(resource: string): number | undefined {
    return this.#positions.get(resource);
  }

  /** Looks up which of the resources earlier pages have found. */
  async learn(resources: Iterable<string>): Promise<void> {
    if (!this.#kept) return;
    const unknown = [...new Set(resources)].filter((resource) => !this.#positions.has(resource));
    if (unknown.length === 0) return;
    const known = await knownPositions(this.#store, this.#kept.walkId, this.#kept.count, unknown);
    for (const [resource, position] of known) this.#positions.set(resource, position);
  }

  add(resource: string, depth: number): void {
    const position = this.count + 1;
    this.#positions.set(resource, position);
    this.found.push({ position, resource, depth });
  }

  /** Vertices in their order from a position on: at most `limit`, fewer when it takes another query to get more. */
  async from(position: number, limit: number): Promise<readonly WalkVertex[]> {
    const kept = this.#kept?.count ?? 0;
    if (this.#kept && position <= kept) {
      return keptVertices(this.#store, this.#kept.walkId, position, kept, limit);
    }
    const start = position - kept - 1;
    return this.found.slice(start, start + limit);
  }
}
