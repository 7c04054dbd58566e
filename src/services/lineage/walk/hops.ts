import type { AssociationEdgeType } from '../../../api/generated/sagemaker-types.ts';

/** Which way edges are followed: `out` to what descends from a vertex, `in` to what it comes from. */
export type Side = 'out' | 'in';

/** A vertex that a walk has found. Positions count from 1 in the order of finding, which is also the order of expanding. */
export interface WalkVertex {
  readonly position: number;
  /** `<kind>/<name>`. */
  readonly resource: string;
  /** Edges between it and the start. */
  readonly depth: number;
}

/** One edge, met from the vertex that is being expanded. */
export interface Hop {
  readonly from: WalkVertex;
  readonly side: Side;
  readonly creationMs: number;
  /** The vertex at the other end. */
  readonly to: string;
  /** The other vertex's own type. */
  readonly toType: string;
  readonly associationType: AssociationEdgeType | null;
}

/** How far a walk has come: after this edge of this vertex. */
export interface HopKey {
  readonly position: number;
  readonly side: Side;
  readonly creationMs: number;
  readonly to: string;
}

/** Before the first edge of a vertex. */
export function beforeVertex(position: number, sides: readonly Side[]): HopKey {
  return { position, side: sides[0] ?? 'out', creationMs: -1, to: '' };
}

export function keyOf(hop: Hop): HopKey {
  return { position: hop.from.position, side: hop.side, creationMs: hop.creationMs, to: hop.to };
}

/** In the order of a walk: by vertex, the edges out of it before those into it, the oldest first. */
export function compareHops(a: Hop, b: Hop): number {
  if (a.from.position !== b.from.position) return a.from.position - b.from.position;
  if (a.side !== b.side) return a.side === 'out' ? -1 : 1;
  if (a.creationMs !== b.creationMs) return a.creationMs - b.creationMs;
  return a.to < b.to ? -1 : 1;
}
