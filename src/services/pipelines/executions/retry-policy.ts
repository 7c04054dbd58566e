import { ServiceError } from '../../../base/errors.ts';
import type { RetryExceptionType } from '../definition/parse-step-extras.ts';
import type { RetryPolicy } from '../definition/pipeline-definition.ts';
import { isServerFault } from './job-calls.ts';
import type { StepRun } from './step-run.ts';

/** Faults of the service and throttling are tried again even where the step has no policy (developer guide). */
const DEFAULT_POLICY: RetryPolicy = {
  exceptionTypes: ['Step.SERVICE_FAULT', 'Step.THROTTLING'],
  intervalSeconds: 1,
  backoffRate: 2,
  maxAttempts: 5,
};

/** What kind of fault a create call met; undefined for one that trying again cannot mend. */
export function faultOfCall(cause: unknown): RetryExceptionType | undefined {
  if (!(cause instanceof ServiceError) || isServerFault(cause)) return 'Step.SERVICE_FAULT';
  if (cause.code === 'ThrottlingException' || cause.status === 429) return 'Step.THROTTLING';
  if (cause.code === 'ResourceLimitExceeded') return 'SageMaker.RESOURCE_LIMIT';
  return undefined;
}

/** What kind of fault ended a job, as the prefix of its FailureReason tells. */
export function faultOfJob(reason: string | undefined): RetryExceptionType | undefined {
  if (reason?.startsWith('InternalServerError')) return 'SageMaker.JOB_INTERNAL_ERROR';
  if (reason?.startsWith('CapacityError')) return 'SageMaker.CAPACITY_ERROR';
  return undefined;
}

/** When the step is tried again, in ms since the epoch; undefined when it is not. */
export function retryAtMs(
  run: StepRun,
  fault: RetryExceptionType,
  policies: readonly RetryPolicy[],
  nowMs: number,
): number | undefined {
  const policy = [...policies, DEFAULT_POLICY].find(({ exceptionTypes }) => exceptionTypes.includes(fault));
  if (!policy) return undefined;
  const atMs = Math.round(nowMs + policy.intervalSeconds * 1000 * policy.backoffRate ** (run.attempt - 1));
  if (policy.maxAttempts !== undefined && run.attempt > policy.maxAttempts) return undefined;
  const { expireAfterMinutes } = policy;
  return expireAfterMinutes !== undefined && atMs > run.startMs + expireAfterMinutes * 60_000 ? undefined : atMs;
}
