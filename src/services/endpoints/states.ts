import type { EndpointStatus } from '../../api/generated/sagemaker-types.ts';
import { InvariantError } from '../../base/errors.ts';

/** Statuses that this server uses; the API knows more. */
export type LiveStatus = Extract<EndpointStatus, 'Creating' | 'InService' | 'Updating' | 'Failed' | 'Deleting'>;

interface StateRules {
  readonly next: readonly LiveStatus[];
  /** Invocations are answered. */
  readonly serves: boolean;
  /** Update and delete are refused with "Cannot update in-progress endpoint". */
  readonly inProgress: boolean;
}

/** The life of an endpoint, drawn in README.md. A row in Deleting goes when its last host is gone. */
export const ENDPOINT_STATES: Readonly<Record<LiveStatus, StateRules>> = {
  Creating: { next: ['InService', 'Failed'], serves: false, inProgress: true },
  InService: { next: ['Updating', 'Deleting'], serves: true, inProgress: false },
  Updating: { next: ['InService'], serves: true, inProgress: true },
  Failed: { next: ['Deleting'], serves: false, inProgress: false },
  Deleting: { next: [], serves: false, inProgress: true },
};

export function checkTransition(from: LiveStatus, to: LiveStatus): void {
  if (from !== to && !ENDPOINT_STATES[from].next.includes(to)) {
    throw new InvariantError(`an endpoint may not go from ${from} to ${to}`);
  }
}
