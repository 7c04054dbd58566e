import type { PipelineExecutionStepMetadata } from '../../../api/generated/sagemaker-types.ts';
import { type Scope, sagemakerArn } from '../../../base/arn.ts';
import { InvariantError } from '../../../base/errors.ts';
import type { JobStep } from '../definition/pipeline-definition.ts';
import { stepTypeOf } from '../definition/step-types.ts';
import type { ExecutionPlan } from './execution-plan.ts';
import type { StepRun } from './step-run.ts';

/** The step of the definition behind a run that goes on: only those that make something do. */
export function jobStepOf(plan: ExecutionPlan, run: StepRun): JobStep {
  const step = plan.steps.get(run.stepName);
  if (step?.kind !== 'job') throw new InvariantError(`step ${run.stepName} runs but makes nothing`);
  return step;
}

export function stepMetadata(step: JobStep, arn: string): PipelineExecutionStepMetadata {
  return { [stepTypeOf(step.type).metadataMember]: { Arn: arn } };
}

/** The ARN that a thing of this name will have; undefined where only its creation tells. */
export function jobArnOf(scope: Scope, step: JobStep, name: string): string | undefined {
  const { arnType } = stepTypeOf(step.type);
  return arnType === undefined ? undefined : sagemakerArn(scope, arnType, name);
}
