import type { ProjectStatus } from '../../api/generated/sagemaker-types.ts';
import { InvariantError } from '../../base/errors.ts';

interface StateRules {
  readonly next: readonly ProjectStatus[];
  readonly mayBeDeleted: boolean;
  readonly mayBeUpdated: boolean;
}

const BUSY = { mayBeDeleted: false, mayBeUpdated: false } as const;

/** The life of a project, drawn in README.md. A deleted one stays as a record until its name is taken again. */
export const PROJECT_STATES: Readonly<Record<ProjectStatus, StateRules>> = {
  Pending: { next: ['CreateInProgress'], ...BUSY },
  CreateInProgress: { next: ['CreateInProgress', 'CreateCompleted', 'CreateFailed'], ...BUSY },
  CreateCompleted: { next: ['UpdateInProgress', 'DeleteInProgress'], mayBeDeleted: true, mayBeUpdated: true },
  CreateFailed: { next: ['DeleteInProgress'], mayBeDeleted: true, mayBeUpdated: false },
  UpdateInProgress: { next: ['UpdateInProgress', 'UpdateCompleted', 'UpdateFailed'], ...BUSY },
  UpdateCompleted: { next: ['UpdateInProgress', 'DeleteInProgress'], mayBeDeleted: true, mayBeUpdated: true },
  UpdateFailed: { next: ['UpdateInProgress', 'DeleteInProgress'], mayBeDeleted: true, mayBeUpdated: true },
  DeleteInProgress: { next: ['DeleteInProgress', 'DeleteCompleted', 'DeleteFailed'], ...BUSY },
  DeleteFailed: { next: ['DeleteInProgress'], mayBeDeleted: true, mayBeUpdated: false },
  DeleteCompleted: { next: [], ...BUSY },
};

export function checkTransition(from: ProjectStatus, to: ProjectStatus): void {
  if (!PROJECT_STATES[from].next.includes(to)) throw new InvariantError(`a project may not go from ${from} to ${to}`);
}
