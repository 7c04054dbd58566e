import { createHash } from 'node:crypto';
import type { ArtifactSource, LineageType } from '../../api/generated/sagemaker-types.ts';

/** The entities that the lineage API itself creates, by the type in their ARN. */
export const LineageKind = { Action: 'action', Artifact: 'artifact', Context: 'context' } as const;
export type LineageKind = (typeof LineageKind)[keyof typeof LineageKind];

/** Everything that an association may join, by the type in its ARN: the lineage entities, and two of the experiments. */
export const EndKind = {
  ...LineageKind,
  Experiment: 'experiment',
  TrialComponent: 'experiment-trial-component',
} as const;
export type EndKind = (typeof EndKind)[keyof typeof EndKind];

/** What error texts call a thing of each kind. */
export const NOUNS: Readonly<Record<EndKind, string>> = {
  action: 'Action',
  artifact: 'Artifact',
  context: 'Context',
  experiment: 'Experiment',
  'experiment-trial-component': 'TrialComponent',
};

/** The LineageType of a vertex. The API has none for experiments, so they are walked through and not shown. */
export const LINEAGE_TYPES: Readonly<Record<EndKind, LineageType | undefined>> = {
  action: 'Action',
  artifact: 'Artifact',
  context: 'Context',
  experiment: undefined,
  'experiment-trial-component': 'TrialComponent',
};

export function isLineageKind(kind: EndKind): kind is LineageKind {
  return kind === 'action' || kind === 'artifact' || kind === 'context';
}

/**
 * The 32 hexadecimal digits of an artifact's ARN. An artifact is its source: the same URI (with the same ids, where any
 * are given) is the same artifact, which is what links one job's output to another's input.
 */
export function artifactId(source: ArtifactSource): string {
  const ids = (source.SourceTypes ?? []).map(({ SourceIdType, Value }) => `${SourceIdType}=${Value}`).sort();
  return createHash('sha256')
    .update([source.SourceUri, ...ids].join('\n'))
    .digest('hex')
    .slice(0, 32);
}

/** What a source URI is found by: long URIs do not fit into an index. */
export function sourceKey(sourceUri: string): string {
  return createHash('sha256').update(sourceUri).digest('hex');
}
