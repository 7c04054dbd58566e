import type { CreateArtifactRequest, CreateArtifactResponse } from '../../../api/generated/sagemaker-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { createEntity } from '../create-entity.ts';
import type { LineageDeps } from '../lineage-deps.ts';
import { artifactId } from '../lineage-kinds.ts';

export function createArtifact(deps: LineageDeps): Operation<CreateArtifactRequest, CreateArtifactResponse> {
  return async (input, context) => {
    const document = {
      source: input.Source,
      artifactName: input.ArtifactName,
      properties: input.Properties,
      metadataProperties: input.MetadataProperties,
    };
    const entity = {
      kind: 'artifact',
      name: artifactId(input.Source),
      entityType: input.ArtifactType,
      document,
    } as const;
    return { ArtifactArn: await createEntity(deps, entity, input.Tags ?? [], context) };
  };
}
