import type { CloudWatchOperations } from './generated/cloudwatch-types.ts';
import type { IamOperations } from './generated/iam-types.ts';
import type { LogsOperations } from './generated/logs-types.ts';
import type { OrganizationsOperations } from './generated/organizations-types.ts';
import type { S3Operations } from './generated/s3-types.ts';
import type { SageMakerMetricsOperations } from './generated/sagemaker-metrics-types.ts';
import type { SageMakerRuntimeOperations } from './generated/sagemaker-runtime-types.ts';
import type { SageMakerOperations } from './generated/sagemaker-types.ts';
import type { SqsOperations } from './generated/sqs-types.ts';
import type { StsOperations } from './generated/sts-types.ts';
import type { OperationShapes } from './operation.ts';

type MemberOf<Shape> = keyof Shape & string;

/** Reasons by member, or by a path into one: `ResourceConfig.VolumeKmsKeyId`. Paths step through lists and maps. */
type Reasons<Shape> = { readonly [Path in MemberOf<Shape> | `${MemberOf<Shape>}.${string}`]?: string };

/**
 * What a built operation does with the members of its request and of its answer. Every member is in exactly one class;
 * a path into a member that is honoured says what of it is not.
 */
export interface OperationCoverage<Input, Output> {
  /** Does what the API says. */
  readonly honoured: readonly MemberOf<Input>[];
  /** Taken, shown again by the Describe operation, and without effect. */
  readonly stored?: Reasons<Input>;
  /** Taken, and neither shown again nor of any effect. */
  readonly ignored?: Reasons<Input>;
  /** Refused, at least for some values: with ValidationException, or with what the service says in its place. */
  readonly refused?: Reasons<Input>;
  /** Given in answers where there is something to say. */
  readonly set?: readonly MemberOf<Output>[];
  /** Never given. */
  readonly never?: Reasons<Output>;
  /** In what else the operation does not do as SageMaker does, and why. */
  readonly differs?: readonly string[];
}

/** The coverage of some of a service's operations. */
export type Coverage<Operations extends OperationShapes<Operations>> = {
  readonly [Name in keyof Operations]?: OperationCoverage<Operations[Name]['input'], Operations[Name]['output']>;
};

/**
 * The coverage of a domain's operations, by service: what a file `coverage.ts` beside the handlers exports as
 * `coverage`. The reference is made of these, and tests hold them against the model and against the running server.
 */
export interface DomainCoverage {
  readonly sagemaker?: Coverage<SageMakerOperations>;
  readonly 'sagemaker-runtime'?: Coverage<SageMakerRuntimeOperations>;
  readonly 'sagemaker-metrics'?: Coverage<SageMakerMetricsOperations>;
  readonly s3?: Coverage<S3Operations>;
  readonly sts?: Coverage<StsOperations>;
  readonly iam?: Coverage<IamOperations>;
  readonly organizations?: Coverage<OrganizationsOperations>;
  readonly cloudwatch?: Coverage<CloudWatchOperations>;
  readonly logs?: Coverage<LogsOperations>;
  readonly sqs?: Coverage<SqsOperations>;
}
