import type { FeatureGroupStatus } from '../../api/generated/sagemaker-types.ts';
import { InvariantError } from '../../base/errors.ts';

/** The statuses that this server writes; SageMaker knows more. */
export type LiveStatus = Exclude<FeatureGroupStatus, 'DeleteFailed'>;

interface StateRules {
  readonly next: readonly LiveStatus[];
  readonly mayBeDeleted: boolean;
  readonly mayBeUpdated: boolean;
}

/** The life of a feature group, drawn in README.md. A row in Deleting goes when the controller has seen it. */
export const FEATURE_GROUP_STATES: Readonly<Record<LiveStatus, StateRules>> = {
  Creating: { next: ['Created', 'CreateFailed'], mayBeDeleted: false, mayBeUpdated: false },
  Created: { next: ['Deleting'], mayBeDeleted: true, mayBeUpdated: true },
  CreateFailed: { next: ['Deleting'], mayBeDeleted: true, mayBeUpdated: false },
  Deleting: { next: [], mayBeDeleted: false, mayBeUpdated: false },
};

export function checkTransition(from: LiveStatus, to: LiveStatus): void {
  if (!FEATURE_GROUP_STATES[from].next.includes(to)) {
    throw new InvariantError(`a feature group may not go from ${from} to ${to}`);
  }
}
