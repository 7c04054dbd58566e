import type { DescribeArtifactRequest, DescribeArtifactResponse } from '../../../api/generated/sagemaker-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { findEntity } from '../find-entity.ts';
import type { LineageDeps } from '../lineage-deps.ts';
import { describeEntity } from '../lineage-shapes.ts';

export function describeArtifact({ store }: LineageDeps): Operation<DescribeArtifactRequest, DescribeArtifactResponse> {
  return async (input, context) => {
    const record = await findEntity(store, 'artifact', input.ArtifactArn, context);
    return {
      ...describeEntity(record),
      ArtifactName: record.document.artifactName,
      ArtifactArn: record.arn,
      ArtifactType: record.extra.entity_type,
      MetadataProperties: record.document.metadataProperties,
    };
  };
}
