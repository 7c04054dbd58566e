import { validationException } from '../../../api/errors.ts';
import type { DeleteArtifactRequest, DeleteArtifactResponse } from '../../../api/generated/sagemaker-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { deleteEntity } from '../delete-entity.ts';
import type { LineageDeps } from '../lineage-deps.ts';
import { artifactId } from '../lineage-kinds.ts';

/** Takes the artifact's ARN or its source, exactly one of them. */
export function deleteArtifact(deps: LineageDeps): Operation<DeleteArtifactRequest, DeleteArtifactResponse> {
  return async (input, context) => ({
    ArtifactArn: await deleteEntity(deps, 'artifact', artifactNamed(input), context),
  });
}

function artifactNamed({ ArtifactArn: arn, Source: source }: DeleteArtifactRequest): string {
  if (arn !== undefined && source === undefined) return arn;
  if (arn === undefined && source !== undefined) return artifactId(source);
  throw validationException('Either ArtifactArn or Source must be specified, and not both.');
}
