import type { PipelineExecutionStepMetadata, SageMakerOperations } from '../../../api/generated/sagemaker-types.ts';

type OperationName = keyof SageMakerOperations & string;

/** How a step's thing is made, looked at and stopped: the facts in which one job step differs from another. */
export interface StepType {
  readonly create: OperationName;
  readonly describe: OperationName;
  readonly stop?: OperationName;
  /** The member that names the thing, in the create request and in the describe request. */
  readonly nameMember: string;
  readonly arnMember: string;
  /** `derived-name`: a repeated create finds the name taken. `client-token`: a repeat answers the first one's ARN. */
  readonly repeatedBy: 'derived-name' | 'client-token';
  /** The kind in the thing's ARN, where the ARN follows from the name. */
  readonly arnType?: string;
  /** Absent where the thing is there or not, without a life of its own. */
  readonly statusMember?: string;
  readonly metadataMember: keyof PipelineExecutionStepMetadata;
  /** Members of the create request that a definition may not hold. */
  readonly refusedMembers: readonly string[];
  /** Members that make two runs of the step the same (developer guide, step caching). Empty: never cached. */
  readonly cacheKeyMembers: readonly string[];
  /** Versions of a model package take no tags of their own. */
  readonly takesTags: boolean;
  readonly hasTrialComponent: boolean;
}

/** The step types that make something. A type that is to come is a line here. */
export const STEP_TYPES = {
  Processing: {
    create: 'CreateProcessingJob',
    describe: 'DescribeProcessingJob',
    stop: 'StopProcessingJob',
    nameMember: 'ProcessingJobName',
    arnMember: 'ProcessingJobArn',
    repeatedBy: 'derived-name',
    arnType: 'processing-job',
    statusMember: 'ProcessingJobStatus',
    metadataMember: 'ProcessingJob',
    refusedMembers: [],
    cacheKeyMembers: ['AppSpecification', 'Environment', 'ProcessingInputs'],
    takesTags: true,
    hasTrialComponent: true,
  },
  Training: {
    create: 'CreateTrainingJob',
    describe: 'DescribeTrainingJob',
    stop: 'StopTrainingJob',
    nameMember: 'TrainingJobName',
    arnMember: 'TrainingJobArn',
    repeatedBy: 'derived-name',
    arnType: 'training-job',
    statusMember: 'TrainingJobStatus',
    metadataMember: 'TrainingJob',
    refusedMembers: [],
    cacheKeyMembers: [
      'AlgorithmSpecification',
      'CheckpointConfig',
      'DebugHookConfig',
      'DebugRuleConfigurations',
      'Environment',
      'HyperParameters',
      'InputDataConfig',
    ],
    takesTags: true,
    hasTrialComponent: true,
  },
  Model: {
    create: 'CreateModel',
    describe: 'DescribeModel',
    nameMember: 'ModelName',
    arnMember: 'ModelArn',
    repeatedBy: 'derived-name',
    arnType: 'model',
    metadataMember: 'Model',
    refusedMembers: [],
    cacheKeyMembers: [],
    takesTags: true,
    hasTrialComponent: false,
  },
  RegisterModel: {
    create: 'CreateModelPackage',
    describe: 'DescribeModelPackage',
    nameMember: 'ModelPackageName',
    arnMember: 'ModelPackageArn',
    repeatedBy: 'client-token',
    statusMember: 'ModelPackageStatus',
    metadataMember: 'RegisterModel',
    refusedMembers: ['ModelPackageName'],
    cacheKeyMembers: [],
    takesTags: false,
    hasTrialComponent: false,
  },
} as const satisfies Readonly<Record<string, StepType>>;

export type StepTypeName = keyof typeof STEP_TYPES;

export const isStepTypeName = (type: string): type is StepTypeName => Object.hasOwn(STEP_TYPES, type);

export const stepTypeOf = (type: StepTypeName): StepType => STEP_TYPES[type];

/** Types that AWS knows and this server does not run yet: refused with a sentence of their own. */
export const STEP_TYPES_TO_COME: readonly string[] = [
  'Transform',
  'Tuning',
  'Callback',
  'Lambda',
  'QualityCheck',
  'ClarifyCheck',
  'EMR',
  'EMRServerless',
  'AutoML',
  'EndpointConfig',
  'Endpoint',
  'InferenceComponent',
  'Lineage',
  'Job',
  'Cleanup',
  'ForEach',
];
