import type { SageMakerOperations } from '../../../api/generated/sagemaker-types.ts';
import { serviceModel } from '../../../api/model.ts';
import type { OperationContext } from '../../../api/operation.ts';
import { InvariantError, ServiceError } from '../../../base/errors.ts';
import type { JsonObject } from '../../../base/json.ts';
import type { JobStep } from '../definition/pipeline-definition.ts';
import { stepTypeOf } from '../definition/step-types.ts';
import type { ExecutionRecord } from '../executions-store.ts';
import type { ExecutionParts } from './execution-parts.ts';
import { isExistingGroup, missingGroup } from './missing-group.ts';
import type { StepRun } from './step-run.ts';

/** What became of the thing that a step made. `properties` is its Describe answer. */
export interface JobView {
  readonly state: 'running' | 'Completed' | 'Failed' | 'Stopped';
  readonly arn: string;
  readonly failureReason: string | undefined;
  readonly properties: JsonObject;
}

/** IAM's limit for the name of a session. */
const SESSION_NAME_LENGTH_MAX = 64;

/** Calls operations as the execution's role, in a session named after the step. */
export class JobCalls {
  readonly #parts: ExecutionParts;

  constructor(parts: ExecutionParts) {
    this.#parts = parts;
  }

  /** Answers the ARN of the new thing. */
  async create(execution: ExecutionRecord, step: JobStep, request: JsonObject): Promise<string> {
    const { create, arnMember } = stepTypeOf(step.type);
    const make = () => this.invoke(create, request, execution, step);
    const output = await make().catch(async (cause: unknown) => {
      const group = missingGroup(step, request, cause);
      if (group === undefined) throw cause;
      await this.#makeGroup(group, execution, step);
      return make();
    });
    const arn = output[arnMember];
    if (typeof arn !== 'string') throw new InvariantError(`${create} answered no ${arnMember}`);
    return arn;
  }

  async #makeGroup(name: string, execution: ExecutionRecord, step: JobStep): Promise<void> {
    try {
      await this.invoke('CreateModelPackageGroup', { ModelPackageGroupName: name }, execution, step);
    } catch (cause) {
      if (!isExistingGroup(cause)) throw cause;
    }
  }

  async describe(execution: ExecutionRecord, step: JobStep, run: StepRun): Promise<JobView> {
    const type = stepTypeOf(step.type);
    const name = type.repeatedBy === 'client-token' ? run.arn : run.derivedName;
    const properties = await this.invoke(type.describe, { [type.nameMember]: name ?? '' }, execution, step);
    const { [type.arnMember]: arn, FailureReason: reason, ExitMessage: exitMessage } = properties;
    if (typeof arn !== 'string') throw new InvariantError(`${type.describe} answered no ${type.arnMember}`);
    const state = type.statusMember === undefined ? 'Completed' : endState(properties[type.statusMember]);
    const failureReason = [reason, exitMessage].find((text) => typeof text === 'string' && text !== '');
    return { state, arn, properties, failureReason: failureReason === undefined ? undefined : String(failureReason) };
  }

  /** Like `describe`, but undefined when there is no such thing. */
  async find(execution: ExecutionRecord, step: JobStep, run: StepRun): Promise<JobView | undefined> {
    try {
      return await this.describe(execution, step, run);
    } catch (cause) {
      if (cause instanceof ServiceError && !isTransient(cause)) return undefined;
      throw cause;
    }
  }

  /** Asks for the end of the job. One that has ended by itself in the meantime refuses, which does not matter. */
  async stop(execution: ExecutionRecord, step: JobStep, run: StepRun): Promise<void> {
    const { stop, nameMember } = stepTypeOf(step.type);
    if (stop === undefined || run.derivedName === undefined) return;
    try {
      await this.invoke(stop, { [nameMember]: run.derivedName }, execution, step);
    } catch (cause) {
      if (!(cause instanceof ServiceError) || isTransient(cause)) throw cause;
      this.#parts.logger.info({ step: step.name, err: cause }, 'a job could not be stopped');
    }
  }

  /** The one place where a request put together from a definition meets the typed operation, which validates it. */
  async invoke(
    operation: keyof SageMakerOperations & string,
    request: JsonObject,
    execution: ExecutionRecord,
    step: JobStep,
  ): Promise<JsonObject> {
    const output = await this.#parts.invoker.invoke(operation, request as never, this.#context(execution, step));
    return output as unknown as JsonObject;
  }

  #context(execution: ExecutionRecord, step: JobStep): OperationContext {
    const session = `sagemaker-pipeline-${execution.name}-${step.name}`.slice(0, SESSION_NAME_LENGTH_MAX);
    return this.#parts.roles.roleContext(execution.document.roleArn, session, execution);
  }
}

/** Faults that may be gone at the next look. */
export function isTransient(cause: unknown): boolean {
  if (!(cause instanceof ServiceError)) return true;
  return isServerFault(cause) || cause.status === 429 || cause.code === 'ThrottlingException';
}

/** 501 is the answer of an operation that this server does not have: it will not have it a second later. */
export const isServerFault = ({ status }: ServiceError) => status >= 500 && status !== 501;

function endState(status: unknown): JobView['state'] {
  return status === 'Completed' || status === 'Failed' || status === 'Stopped' ? status : 'running';
}

/** The shape of the create request, by which arguments are evaluated. */
export function createShapeOf(step: JobStep): string | undefined {
  return serviceModel('sagemaker').operations[stepTypeOf(step.type).create]?.input?.shape;
}
