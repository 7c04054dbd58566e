import type { UpdateArtifactRequest, UpdateArtifactResponse } from '../../../api/generated/sagemaker-types.ts';
import type { Operation } from '../../../api/operation.ts';
import type { LineageDeps } from '../lineage-deps.ts';
import { updateEntity } from '../update-entity.ts';

export function updateArtifact(deps: LineageDeps): Operation<UpdateArtifactRequest, UpdateArtifactResponse> {
  return async (input, context) => {
    const change = {
      replace: { artifactName: input.ArtifactName },
      properties: input.Properties,
      propertiesToRemove: input.PropertiesToRemove,
    };
    return { ArtifactArn: await updateEntity(deps, 'artifact', input.ArtifactArn, change, context) };
  };
}
