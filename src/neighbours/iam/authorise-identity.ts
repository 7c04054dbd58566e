import type { ServiceName } from '../../api/model.ts';
import type { Principal } from '../../api/operation.ts';
import { accessDenied } from './iam-errors.ts';

const READS = /^(Get|List|Simulate)/;

/**
 * Keeps those who act as a role from changing who may do what: a job's code has its role's keys, and must not be able to
 * make keys that outlive the job. Policies, which would say this finer, are stored but not evaluated yet.
 */
export function authoriseIdentity(principal: Principal, service: ServiceName, operation: string): void {
  if (service !== 'iam' || principal.kind !== 'assumed-role' || READS.test(operation)) return;
  throw accessDenied(
    `User: ${principal.arn} is not authorized to perform: iam:${operation} because no identity-based policy allows the iam:${operation} action`,
  );
}
