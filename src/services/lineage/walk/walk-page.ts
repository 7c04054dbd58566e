import type { Edge, Vertex } from '../../../api/generated/sagemaker-types.ts';
import type { Scope } from '../../../base/arn.ts';
import { arnOf } from '../lineage-names.ts';
import type { EdgeReader } from './edge-reader.ts';
import { beforeVertex, type Hop, type HopKey, keyOf } from './hops.ts';
import { type HopOrder, hopsInOrder } from './hops-in-order.ts';
import type { SeenVertex, VertexFilter } from './vertex-filter.ts';
import type { WalkQueue } from './walk-queue.ts';

export interface WalkParts {
  readonly scope: Scope;
  readonly queue: WalkQueue;
  readonly reader: EdgeReader;
  readonly filter: VertexFilter;
}

export interface PageRules extends HopOrder {
  /** Most vertices to show. */
  readonly verticesMax: number;
  readonly includeEdges: boolean;
}

/**
 * One page of a breadth-first walk. Vertices come nearest first. Every edge comes once, on the page on which the walk
 * first follows it; where a walk goes both ways, that is from the end that was found first.
 */
export class WalkPage {
  readonly vertices: Vertex[] = [];
  readonly edges: Edge[] = [];
  readonly #parts: WalkParts;
  readonly #rules: PageRules;
  #steps = 0;

  constructor(parts: WalkParts, rules: PageRules) {
    this.#parts = parts;
    this.#rules = rules;
  }

  async addStart(start: SeenVertex): Promise<void> {
    const { filter, queue } = this.#parts;
    await filter.learn([start]);
    const vertex = filter.shown(start);
    if (vertex) this.vertices.push(vertex);
    queue.add(start.resource, 0);
  }

  /** Walks on from `key` until the page is full. Gives where the next page goes on, or undefined at the walk's end. */
  async fill(key: HopKey): Promise<HopKey | undefined> {
    const { reader, queue } = this.#parts;
    let reached = key;
    for await (const { hops, nextPosition } of hopsInOrder(reader, queue, this.#rules, key)) {
      await this.#learn(hops);
      for (const hop of hops) {
        if (this.#steps >= this.#rules.limits.stepsMax || !this.#take(hop)) return reached;
        this.#steps += 1;
        reached = keyOf(hop);
      }
      if (nextPosition > reached.position) {
        this.#steps += nextPosition - reached.position;
        reached = beforeVertex(nextPosition, this.#rules.sides);
      }
      if (this.#steps >= this.#rules.limits.stepsMax) return reached;
    }
    return undefined;
  }

  async #learn(hops: readonly Hop[]): Promise<void> {
    const { queue, filter } = this.#parts;
    await queue.learn(hops.map((hop) => hop.to));
    const found = hops.filter((hop) => queue.positionOf(hop.to) === undefined);
    await filter.learn(found.map(({ to, toType }) => ({ resource: to, type: toType })));
  }

  /** False when the hop leads to a vertex that the page has no room for: it belongs to the next one. */
  #take(hop: Hop): boolean {
    const { queue, filter } = this.#parts;
    const known = queue.positionOf(hop.to);
    if (known === undefined) {
      const vertex = filter.shown({ resource: hop.to, type: hop.toType });
      if (vertex) {
        if (this.vertices.length >= this.#rules.verticesMax) return false;
        this.vertices.push(vertex);
      }
      queue.add(hop.to, hop.from.depth + 1);
    }
    if (this.#rules.includeEdges && this.#isFirstMeeting(hop, known)) this.edges.push(this.#edge(hop));
    return true;
  }

  /** Going both ways meets an edge from each of its ends: the one with the lower position comes first. */
  #isFirstMeeting(hop: Hop, known: number | undefined): boolean {
    if (known === undefined || this.#rules.sides.length === 1) return true;
    return known > hop.from.position || (known === hop.from.position && hop.side === 'out');
  }

  #edge(hop: Hop): Edge {
    const { scope } = this.#parts;
    const from = arnOf(scope, hop.from.resource);
    const to = arnOf(scope, hop.to);
    return {
      ...(hop.side === 'out' ? { SourceArn: from, DestinationArn: to } : { SourceArn: to, DestinationArn: from }),
      ...(hop.associationType === null ? {} : { AssociationType: hop.associationType }),
    };
  }
}
