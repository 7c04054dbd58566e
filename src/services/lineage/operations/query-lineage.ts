import { validationException } from '../../../api/errors.ts';
import type { Direction, QueryLineageRequest, QueryLineageResponse } from '../../../api/generated/sagemaker-types.ts';
import type { Operation, OperationContext } from '../../../api/operation.ts';
import type { PagedQuery, PageKey } from '../../../api/page-tokens.ts';
import { endPlace } from '../association-ends.ts';
import { findEntity } from '../find-entity.ts';
import type { LineageDeps } from '../lineage-deps.ts';
import { isLineageKind } from '../lineage-kinds.ts';
import { noSuchEntity } from '../lineage-names.ts';
import { EdgeReader } from '../walk/edge-reader.ts';
import { beforeVertex, type HopKey, type Side } from '../walk/hops.ts';
import { type SeenVertex, VertexFilter } from '../walk/vertex-filter.ts';
import { WALK_LIMITS } from '../walk/walk-limits.ts';
import { WalkPage } from '../walk/walk-page.ts';
import { type KeptWalk, WalkQueue } from '../walk/walk-queue.ts';
import { isExpired, keepVertices, newWalkId } from '../walk/walk-store.ts';

/** Also what MaxDepth may be at most (service model). */
const DEPTH_DEFAULT = 10;

/**
 * Walks the graph from a vertex, breadth first. Filters choose what is shown; the walk goes through what they leave out.
 * A page may hold fewer vertices than MaxResults, even none, and still have a NextToken.
 */
export function queryLineage(deps: LineageDeps): Operation<QueryLineageRequest, QueryLineageResponse> {
  return async (input, context) => {
    const { NextToken, MaxResults, ...query } = input;
    checkAtLeastOne('maxDepth', input.MaxDepth);
    checkAtLeastOne('maxResults', MaxResults);
    const paged = { operation: 'QueryLineage', context, query };
    const resumed = openToken(deps, NextToken, paged);
    const { page, queue, sides } = newPage(deps, input, context, resumed);
    if (!resumed) await page.addStart(await findStart(deps, input, context));
    const next = await page.fill(resumed?.key ?? beforeVertex(1, sides));
    const nextToken = next && (await keepPage(deps, resumed, queue, next, paged));
    return { Vertices: page.vertices, Edges: page.edges, NextToken: nextToken };
  };
}

function newPage(deps: LineageDeps, input: QueryLineageRequest, context: OperationContext, kept: KeptWalk | undefined) {
  const { store, walkLimits: limits = WALK_LIMITS } = deps;
  const sides = SIDES[input.Direction ?? 'Both'];
  const queue = new WalkQueue(store, kept);
  const parts = {
    scope: context,
    queue,
    reader: new EdgeReader(store, context),
    filter: new VertexFilter(deps, context, input.Filters),
  };
  const page = new WalkPage(parts, {
    sides,
    maxDepth: input.MaxDepth ?? DEPTH_DEFAULT,
    limits,
    verticesMax: input.MaxResults ?? limits.verticesDefault,
    includeEdges: input.IncludeEdges ?? true,
  });
  return { page, queue, sides };
}

const SIDES: Readonly<Record<Direction, readonly Side[]>> = {
  Both: ['out', 'in'],
  Ascendants: ['in'],
  Descendants: ['out'],
};

/** Throws ResourceNotFound. */
async function findStart(
  { store, findForeignEntity }: LineageDeps,
  input: QueryLineageRequest,
  context: OperationContext,
): Promise<SeenVertex> {
  const [startArn] = input.StartArns ?? [];
  if (startArn === undefined) throw validationException('StartArns must hold the ARN of a lineage entity.');
  const { kind, name, resource, arn } = endPlace(context, startArn);
  if (isLineageKind(kind)) {
    return { resource, type: (await findEntity(store, kind, name, context)).extra.entity_type };
  }
  const foreign = await findForeignEntity(arn);
  if (!foreign) throw noSuchEntity(kind, arn);
  return { resource, type: foreign.type };
}

interface ResumedWalk extends KeptWalk {
  readonly key: HopKey;
}

function openToken({ tokens, clock }: LineageDeps, token: string | undefined, paged: PagedQuery) {
  const values = tokens.open(token, paged);
  if (values.length === 0) return undefined;
  const walk = walkOf(values);
  if (isExpired(walk.walkId, clock.nowMs())) throw validationException('The pagination token has expired.');
  return walk;
}

function walkOf([walkId, count, position, side, creationMs, to]: PageKey): ResumedWalk {
  const key: HopKey = {
    position: Number(position),
    side: side === 'in' ? 'in' : 'out',
    creationMs: Number(creationMs),
    to: String(to),
  };
  return { walkId: String(walkId), count: Number(count), key };
}

/** Keeps what the page has found, so that the next one goes on instead of starting over. */
async function keepPage(
  { store, tokens, clock }: LineageDeps,
  walk: KeptWalk | undefined,
  queue: WalkQueue,
  key: HopKey,
  paged: PagedQuery,
): Promise<string> {
  const nowMs = clock.nowMs();
  const walkId = walk?.walkId ?? newWalkId(nowMs);
  if (queue.found.length > 0) await keepVertices(store, walkId, queue.found, nowMs);
  return tokens.seal([walkId, queue.count, key.position, key.side, key.creationMs, key.to], paged);
}

function checkAtLeastOne(path: string, value: number | undefined): void {
  if (value === undefined || value >= 1) return;
  throw validationException(
    `1 validation error detected: Value '${value}' at '${path}' failed to satisfy constraint: ` +
      'Member must have value greater than or equal to 1',
  );
}
