import type { ActionStatus, AssociationEdgeType, MetadataProperties } from '../../api/generated/sagemaker-types.ts';
import type { LineageSource } from './lineage-store.ts';

export interface ArtifactFacts {
  /** What the artifact is: an S3 URI, an image, the ARN of a model package. */
  readonly uri: string;
  /** `DataSet`, `Model`, `Image`, … */
  readonly type: string;
  readonly name?: string;
  readonly properties?: Record<string, string>;
  readonly metadataProperties?: MetadataProperties;
}

export interface ContextFacts {
  readonly name: string;
  /** `Endpoint`, `ModelGroup`, … */
  readonly type: string;
  readonly source: Omit<LineageSource, 'SourceTypes'>;
  readonly description?: string;
  readonly properties?: Record<string, string>;
}

export interface ActionFacts extends ContextFacts {
  readonly status: ActionStatus;
  readonly metadataProperties?: MetadataProperties;
}

/** An experiment or a trial component, which is no row of lineage: the caller says what ListAssociations shows of it. */
export interface ForeignFacts {
  readonly arn: string;
  readonly name: string;
  /** See ForeignEntity. */
  readonly type: string;
}

export type EndFacts =
  | ({ readonly kind: 'artifact' } & ArtifactFacts)
  | ({ readonly kind: 'context' } & ContextFacts)
  | ({ readonly kind: 'action' } & ActionFacts)
  | ({ readonly kind: 'foreign' } & ForeignFacts);

export interface EdgeFacts<End = EndFacts> {
  readonly source: End;
  readonly destination: End;
  readonly type: AssociationEdgeType;
}
