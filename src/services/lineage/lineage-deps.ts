import type { PageTokens } from '../../api/page-tokens.ts';
import type { Clock } from '../../base/clock.ts';
import type { SqlStore } from '../../store/sql/sql-store.ts';
import type { LineageLimits } from './creation-limits.ts';
import type { WalkLimits } from './walk/walk-limits.ts';

/** An experiment or a trial component, as lineage needs to know it. */
export interface ForeignEntity {
  readonly name: string;
  /**
   * As ListAssociations shows it: `SageMakerTrainingJob`, `SageMakerProcessingJob`, `SageMakerTransformJob` or
   * `SageMakerExperimentTrialComponent` for a trial component. QueryLineage leaves the word SageMaker out.
   */
  readonly type: string;
  /** Without times it matches no filter by time. */
  readonly creationMs?: number;
  readonly modifiedMs?: number;
}

/** What the lineage domain is built from. */
export interface LineageDeps {
  readonly store: SqlStore;
  readonly tokens: PageTokens;
  readonly clock: Clock;
  /** Experiments and trial components, which are kept elsewhere. The ARN is in lower case and of a caller's own scope. */
  findForeignEntity(arn: string): Promise<ForeignEntity | undefined>;
  readonly limits?: LineageLimits;
  readonly walkLimits?: WalkLimits;
}
