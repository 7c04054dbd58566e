/** What one page of QueryLineage may cost. */
export interface WalkLimits {
  /** Edges followed and vertices looked at for a page. A page that meets it ends early, with a token. */
  readonly stepsMax: number;
  /** Edges read by one query. */
  readonly batchEdges: number;
  /** Vertices whose edges one query reads. */
  readonly batchVertices: number;
  /** Vertices in a page when MaxResults does not say. */
  readonly verticesDefault: number;
}

/**
 * A page at its most takes some tens of milliseconds. Without MaxResults it is as large as that allows, because the
 * SageMaker Python SDK reads the first page only.
 */
export const WALK_LIMITS: WalkLimits = {
  stepsMax: 1200,
  batchEdges: 250,
  batchVertices: 64,
  verticesDefault: 500,
};
