import { JobFailure, ServiceError } from '../../../base/errors.ts';
import type { RetryExceptionType } from '../definition/parse-step-extras.ts';

/** Longest FailureReason of a step. */
const REASON_LENGTH_MAX = 1024;

export const cutReason = (reason: string) => reason.slice(0, REASON_LENGTH_MAX);

/** What an execution says of itself when a step of it has failed. */
export const EXECUTION_FAILURE = 'Step failure: One or multiple steps failed.';

/** What failed before any call was made, for example an expression without a value. */
export function evaluationFailure(cause: unknown): string {
  if (cause instanceof JobFailure) return cause.reason;
  throw cause;
}

/** The words users know for a call that a step made in vain. */
export function callFailure(operation: string, cause: unknown): string {
  if (!(cause instanceof ServiceError)) {
    return `InternalServerError: Failed to invoke sagemaker:${operation}. The server's log has the cause.`;
  }
  return `ClientError: Failed to invoke sagemaker:${operation}. Error Details: ${cause.message}`;
}

/** The second line where a retry policy could have helped and there was none (or no more). */
export function noRetry(executionArn: string, stepName: string, fault: RetryExceptionType): string {
  const spelled = fault.replace('.', '_').toUpperCase();
  return (
    `\nRetry not appropriate on execution of step with PipelineExecutionArn ${executionArn} and StepId ${stepName}. ` +
    `No retry policy configured for the exception type ${spelled}.`
  );
}

export const jobFailure = (reason: string | undefined) =>
  `ClientError: ${reason ?? 'The job failed without saying why.'}`;

export const jobStopped = (arn: string) => `ClientError: ${arn} was stopped, but not by this pipeline execution.`;
