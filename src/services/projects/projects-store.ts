import type { CfnStackParameter, ProjectStatus, UserContext } from '../../api/generated/sagemaker-types.ts';
import type { Principal } from '../../api/operation.ts';
import { RecordTable } from '../../store/sql/record-table.ts';
import { type StateRecord, StateTable } from '../../store/sql/state-table.ts';
import { checkTransition } from './states.ts';

/** Where a project's template came from. Values of parameters that are not to be shown are masked here. */
export type ProjectSource =
  | {
      readonly kind: 'product';
      readonly productId: string;
      readonly artifactId: string;
      readonly pathId?: string | undefined;
      readonly parameters?: readonly CfnStackParameter[] | undefined;
    }
  | {
      readonly kind: 'template';
      readonly templateName: string;
      readonly templateUrl: string;
      readonly roleArn?: string | undefined;
      readonly parameters?: readonly CfnStackParameter[] | undefined;
    };

export interface ProjectDocument {
  readonly projectId: string;
  readonly description?: string | undefined;
  readonly createdBy: UserContext;
  readonly lastModifiedBy?: UserContext | undefined;
  /** In whose name its resources are made, unless its template names a role. */
  readonly principal: Principal;
  readonly source: ProjectSource;
  /** The source that is in force again when an update fails. */
  readonly sourceBefore?: ProjectSource | undefined;
  readonly provisionedProductId: string;
  readonly stackName: string;
  readonly stackId: string;
  /** AVAILABLE, UNDER_CHANGE, TAINTED or ERROR, the last two with a reason. */
  readonly statusMessage: string;
  /** The template that is worked towards, or in force. */
  readonly generation: number;
  /** The template that was in force last; 0 before the first. */
  readonly settledGeneration: number;
  /** Why what was begun is being undone. */
  readonly failure?: string | undefined;
}

export type ProjectRecord = StateRecord<ProjectDocument, ProjectStatus>;

export const projectTable = new StateTable<ProjectDocument, ProjectStatus>(
  new RecordTable('projects'),
  checkTransition,
);
