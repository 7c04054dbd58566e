import type { EdgeReader } from './edge-reader.ts';
import { compareHops, type Hop, type HopKey, type Side, type WalkVertex } from './hops.ts';
import type { WalkLimits } from './walk-limits.ts';
import type { WalkQueue } from './walk-queue.ts';

export interface HopBatch {
  readonly hops: readonly Hop[];
  /** Every vertex before this position is done once the hops are. */
  readonly nextPosition: number;
}

export interface HopOrder {
  readonly sides: readonly Side[];
  /** Vertices as far away as this are not expanded. */
  readonly maxDepth: number;
  readonly limits: WalkLimits;
}

/** Vertices of a page's first query: many pages are full after it. */
const FIRST_VERTICES = 16;

/**
 * Edges of the queue's vertices in the order of the walk, after `key`, while the caller adds to the queue what they lead
 * to. Many vertices share a query; one with more edges than fit into a batch is read in slices.
 */
export async function* hopsInOrder(
  reader: EdgeReader,
  queue: WalkQueue,
  { sides, maxDepth, limits }: HopOrder,
  key: HopKey,
): AsyncGenerator<HopBatch> {
  let position = key.position;
  let size = Math.min(limits.batchVertices, FIRST_VERTICES);
  let resumed = key.creationMs >= 0 || key.side !== sides[0];
  for (;;) {
    const queued = await queue.from(position, resumed ? 1 : size);
    const vertices = queued.filter((vertex) => vertex.depth < maxDepth);
    const [first] = vertices;
    if (!first) return;
    if (!resumed) {
      const hops = await hopsOfMany(reader, vertices, sides, limits.batchEdges);
      if (hops) {
        position += vertices.length;
        size = Math.min(size * 2, limits.batchVertices);
        yield { hops, nextPosition: position };
        continue;
      }
      if (vertices.length > 1) {
        size = Math.floor(vertices.length / 2);
        continue;
      }
    }
    yield* hopsOfOne(reader, first, sides, limits.batchEdges, resumed ? key : undefined);
    resumed = false;
    position += 1;
    yield { hops: [], nextPosition: position };
  }
}

/** Undefined when they are more than fit into a batch. */
async function hopsOfMany(
  reader: EdgeReader,
  vertices: readonly WalkVertex[],
  sides: readonly Side[],
  limit: number,
): Promise<Hop[] | undefined> {
  const hops: Hop[] = [];
  for (const side of sides) {
    const read = await reader.ofMany(vertices, side, limit - hops.length);
    if (!read) return undefined;
    hops.push(...read);
  }
  return hops.sort(compareHops);
}

async function* hopsOfOne(
  reader: EdgeReader,
  vertex: WalkVertex,
  sides: readonly Side[],
  limit: number,
  key: HopKey | undefined,
): AsyncGenerator<HopBatch> {
  const remaining = key ? sides.slice(sides.indexOf(key.side)) : sides;
  for (const side of remaining) {
    let after = key?.side === side ? key : undefined;
    for (;;) {
      const hops = await reader.ofOne(vertex, side, after, limit);
      if (hops.length > 0) yield { hops, nextPosition: vertex.position };
      const last = hops.at(-1);
      if (!last || hops.length < limit) break;
      after = { position: vertex.position, side, creationMs: last.creationMs, to: last.to };
    }
  }
}
