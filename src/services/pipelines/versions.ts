import { validationException } from '../../api/errors.ts';

interface VersionInput {
  readonly PipelineVersionId?: number | undefined;
  readonly PipelineVersionAlias?: string | undefined;
}

/** A pipeline has one definition here, its newest. Answering with it for another version would be wrong. */
export function refuseVersions({ PipelineVersionId: version, PipelineVersionAlias: alias }: VersionInput): void {
  if (version === undefined && alias === undefined) return;
  throw validationException(`Pipeline versions are not supported: ${version ?? alias} was asked for.`);
}
