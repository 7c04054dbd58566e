import type {
  ExperimentSource,
  MetadataProperties,
  TrialComponentArtifact,
  TrialComponentParameterValue,
  TrialComponentSource,
  TrialComponentStatus,
  TrialSource,
  UserContext,
} from '../../api/generated/sagemaker-types.ts';
import type { Timestamp } from '../../api/wire-types.ts';
import { RecordTable, type ResourceRecord } from '../../store/sql/record-table.ts';

/** What every thing of this domain keeps. Nobody made what the platform records by itself. */
export interface EntityDocument {
  readonly displayName: string;
  readonly createdBy?: UserContext | undefined;
  readonly lastModifiedBy?: UserContext | undefined;
}

export interface ExperimentDocument extends EntityDocument {
  readonly description?: string | undefined;
  readonly source?: ExperimentSource | undefined;
}

export interface TrialDocument extends EntityDocument {
  /** As the experiment spells it. */
  readonly experimentName: string;
  readonly source?: TrialSource | undefined;
  readonly metadataProperties?: MetadataProperties | undefined;
}

export type Parameters = Record<string, TrialComponentParameterValue>;
export type Artifacts = Record<string, TrialComponentArtifact>;

export interface ComponentDocument extends EntityDocument {
  readonly source?: TrialComponentSource | undefined;
  /** Jobs that took part in an experiment run, for a component that is one. */
  readonly sources?: readonly TrialComponentSource[] | undefined;
  readonly status?: TrialComponentStatus | undefined;
  readonly startTime?: Timestamp | undefined;
  readonly endTime?: Timestamp | undefined;
  readonly parameters?: Parameters | undefined;
  readonly inputArtifacts?: Artifacts | undefined;
  readonly outputArtifacts?: Artifacts | undefined;
  readonly metadataProperties?: MetadataProperties | undefined;
}

/** The experiment's name in lower case. */
export type TrialColumns = { experiment_key: string };
/** The ARN of the component's job in lower case, or empty. */
export type ComponentColumns = { source_key: string };

export type ExperimentRecord = ResourceRecord<ExperimentDocument>;
export type TrialRecord = ResourceRecord<TrialDocument, TrialColumns>;
export type ComponentRecord = ResourceRecord<ComponentDocument, ComponentColumns>;

export const experimentTable = new RecordTable<ExperimentDocument>('experiments');
export const trialTable = new RecordTable<TrialDocument, TrialColumns>('trials', ['experiment_key']);
export const componentTable = new RecordTable<ComponentDocument, ComponentColumns>('trial_components', ['source_key']);

/** The status that a component's row is kept under. */
export const statusColumn = (document: ComponentDocument): string => document.status?.PrimaryStatus ?? '';
