import type { SageMakerOperations } from '../../../api/generated/sagemaker-types.ts';
import { ServiceError } from '../../../base/errors.ts';
import type { JsonObject } from '../../../base/json.ts';
import type { JobStep } from '../definition/pipeline-definition.ts';
import { stepTypeOf } from '../definition/step-types.ts';
import type { ExecutionRecord } from '../executions-store.ts';
import type { ExecutionParts } from './execution-parts.ts';
import type { JobCalls } from './job-calls.ts';

/** Jobs of this step have a trial component, which belongs into the execution's trial. */
export const hasTrialComponent = (step: JobStep) => stepTypeOf(step.type).hasTrialComponent;

/**
 * The ExperimentConfig of jobs that `step` and others of the execution are about to make. Experiment and trial are made
 * when they are not there, by the execution's role. Undefined when the pipeline wants none, and when they can't be had:
 * the execution goes on without them.
 */
export async function executionTrial(
  { logger }: ExecutionParts,
  calls: JobCalls,
  execution: ExecutionRecord,
  step: JobStep,
): Promise<JsonObject | undefined> {
  const { ExperimentName, TrialName } = execution.document.experiment ?? {};
  if (ExperimentName === undefined) return undefined;
  const trial = TrialName === undefined ? {} : { TrialName };
  const attempt = async (operation: keyof SageMakerOperations & string, request: JsonObject) => {
    try {
      return await calls.invoke(operation, request, execution, step);
    } catch (cause) {
      // What is there already is refused as well: the look after it tells.
      if (!(cause instanceof ServiceError)) throw cause;
      logger.debug({ executionArn: execution.arn, operation, err: cause }, 'a call for an experiment was refused');
      return undefined;
    }
  };
  const isThere = async () => {
    const found =
      TrialName === undefined
        ? await attempt('DescribeExperiment', { ExperimentName })
        : await attempt('DescribeTrial', { TrialName });
    return String(found?.['ExperimentName']).toLowerCase() === ExperimentName.toLowerCase();
  };
  if (await isThere()) return { ExperimentName, ...trial };
  await attempt('CreateExperiment', { ExperimentName });
  if (TrialName !== undefined) await attempt('CreateTrial', { TrialName, ExperimentName });
  if (await isThere()) return { ExperimentName, ...trial };
  logger.warn({ executionArn: execution.arn, ExperimentName, ...trial }, 'an execution goes on without its experiment');
  return undefined;
}
