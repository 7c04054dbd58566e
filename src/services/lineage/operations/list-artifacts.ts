import type { ListArtifactsRequest, ListArtifactsResponse } from '../../../api/generated/sagemaker-types.ts';
import type { Operation } from '../../../api/operation.ts';
import type { LineageDeps } from '../lineage-deps.ts';
import { summariseEntity } from '../lineage-shapes.ts';
import { listEntities } from '../list-entities.ts';

export function listArtifacts(deps: LineageDeps): Operation<ListArtifactsRequest, ListArtifactsResponse> {
  return async (input, context) => {
    const filters = { sourceUri: input.SourceUri, entityType: input.ArtifactType };
    const { records, nextToken } = await listEntities(deps, 'artifact', 'ListArtifacts', input, filters, context);
    const summaries = records.map((record) => ({
      ...summariseEntity(record),
      ArtifactName: record.document.artifactName,
      ArtifactArn: record.arn,
      ArtifactType: record.extra.entity_type,
    }));
    return { ArtifactSummaries: summaries, NextToken: nextToken };
  };
}
