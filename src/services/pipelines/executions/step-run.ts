import type { PipelineExecutionStepMetadata, StepStatus } from '../../../api/generated/sagemaker-types.ts';

/** One step of an execution that has begun, over all its attempts. */
export interface StepRun {
  readonly stepName: string;
  /** Order in which steps began, from 1. */
  readonly ordinal: number;
  readonly status: StepStatus;
  readonly attempt: number;
  readonly startMs: number;
  readonly endMs?: number;
  /**
   * What a repeated create is known by: the job's name, or the client token. Written down before the first create call
   * and new only for an attempt after the job itself has failed.
   */
  readonly derivedName?: string;
  /** The thing's ARN, once it is there. */
  readonly arn?: string;
  /** A Starting step is not started before this time. */
  readonly retryAtMs?: number;
  readonly cacheKey?: string;
  readonly metadata?: PipelineExecutionStepMetadata;
  readonly failureReason?: string;
  /** The execution whose result was taken. */
  readonly cacheHitArn?: string;
  readonly displayName?: string;
  readonly description?: string;
}
