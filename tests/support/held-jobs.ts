import { resourceInUse, validationException } from '../../src/api/errors.ts';
import type { SageMakerOperations } from '../../src/api/generated/sagemaker-types.ts';
import type { Handlers, OperationContext } from '../../src/api/operation.ts';
import { sagemakerArn } from '../../src/base/arn.ts';

export type JobEnd = 'Completed' | 'Failed' | 'Stopped';

export interface HeldJob {
  readonly kind: 'Training' | 'Processing';
  readonly name: string;
  readonly arn: string;
  readonly request: Record<string, unknown>;
  readonly context: OperationContext;
  status: 'InProgress' | 'Stopping' | JobEnd;
  members: Record<string, unknown>;
}

/** What becomes of a job right after its creation. `hold` leaves it running until `finish`. */
export type Fate = 'hold' | { readonly status: JobEnd; readonly members?: Record<string, unknown> };

/**
 * Training and processing jobs without work in them: real in their names, their life and their end that is published, so
 * that what waits for jobs can be tested to the millisecond. They outlive any number of engines.
 */
export class HeldJobs {
  readonly jobs = new Map<string, HeldJob>();
  /** Create calls in their order, also those that were refused. */
  readonly attempts: string[] = [];
  fate: (job: HeldJob) => Fate = () => ({ status: 'Completed' });
  /** Thrown by the next create calls, first one first. */
  readonly refusals: Error[] = [];
  /** Called when a job is made and nobody has been told yet: the moment for a crash. */
  onCreated: (job: HeldJob) => void = () => {};
  readonly #publish: (arn: string) => Promise<void>;

  constructor(publish: (arn: string) => Promise<void>) {
    this.#publish = publish;
  }

  readonly handlers: Handlers<SageMakerOperations> = {
    CreateTrainingJob: async (input, context) => ({
      TrainingJobArn: await this.#create('Training', input.TrainingJobName, { ...input }, context),
    }),
    CreateProcessingJob: async (input, context) => ({
      ProcessingJobArn: await this.#create('Processing', input.ProcessingJobName, { ...input }, context),
    }),
    DescribeTrainingJob: async ({ TrainingJobName }) => this.#describe('Training', TrainingJobName) as never,
    DescribeProcessingJob: async ({ ProcessingJobName }) => this.#describe('Processing', ProcessingJobName) as never,
    StopTrainingJob: async ({ TrainingJobName }) => this.#stop(TrainingJobName),
    StopProcessingJob: async ({ ProcessingJobName }) => this.#stop(ProcessingJobName),
  };

  /** The job that a pipeline made for a step; undefined when it has not. */
  ofStep(step: string): HeldJob | undefined {
    return [...this.jobs.values()].reverse().find((job) => tagOf(job, 'sagemaker:pipeline-step-name') === step);
  }

  async finish(job: HeldJob, status: JobEnd, members: Record<string, unknown> = {}): Promise<void> {
    job.status = status;
    job.members = members;
    await this.#publish(job.arn);
  }

  async #create(kind: HeldJob['kind'], name: string, request: Record<string, unknown>, context: OperationContext) {
    this.attempts.push(name);
    const refusal = this.refusals.shift();
    if (refusal) throw refusal;
    const arn = sagemakerArn(context, `${kind.toLowerCase()}-job`, name);
    if (this.jobs.has(name)) {
      throw resourceInUse(
        `${kind} job names must be unique within an AWS account and region, and a ${kind.toLowerCase()} job with this name already exists (${arn})`,
      );
    }
    const job: HeldJob = { kind, name, arn, request, context, status: 'InProgress', members: {} };
    this.jobs.set(name, job);
    const fate = this.fate(job);
    if (fate !== 'hold') await this.finish(job, fate.status, fate.members);
    this.onCreated(job);
    return arn;
  }

  #describe(kind: HeldJob['kind'], name: string) {
    const { request, arn, status, members } = this.#find(name);
    const now = Date.now() / 1000;
    return {
      ...request,
      [`${kind}JobArn`]: arn,
      [`${kind}JobStatus`]: status,
      CreationTime: now,
      LastModifiedTime: now,
      ...members,
    };
  }

  async #stop(name: string): Promise<Record<string, never>> {
    const job = this.#find(name);
    if (job.status !== 'InProgress') {
      throw validationException(`The request was rejected because the training job is in status ${job.status}.`);
    }
    await this.finish(job, 'Stopped');
    return {};
  }

  #find(name: string): HeldJob {
    const job = this.jobs.get(name);
    if (!job) throw validationException(`Could not find requested job with name: ${name}`);
    return job;
  }
}

export function tagOf(job: HeldJob, key: string): string | undefined {
  const tags = (job.request['Tags'] ?? []) as { Key: string; Value: string }[];
  return tags.find((tag) => tag.Key === key)?.Value;
}
