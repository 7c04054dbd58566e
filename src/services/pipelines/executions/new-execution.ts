import { validationException } from '../../../api/errors.ts';
import type {
  PipelineExperimentConfig,
  StartPipelineExecutionRequest,
} from '../../../api/generated/sagemaker-types.ts';
import type { OperationContext } from '../../../api/operation.ts';
import { JobFailure } from '../../../base/errors.ts';
import type { JsonValue } from '../../../base/json.ts';
import { userContext } from '../../user-context.ts';
import type { PipelineDefinition } from '../definition/pipeline-definition.ts';
import { type ExecutionRecord, executionArn } from '../executions-store.ts';
import { evaluateScalar, renderScalar } from '../expressions/evaluate.ts';
import { bindParameters } from '../expressions/parameter-values.ts';
import { keyOfArn, type PipelineRecord } from '../pipelines-store.ts';
import type { ExecutionParts } from './execution-parts.ts';
import { planOf } from './execution-plan.ts';
import { ExecutionProgress } from './execution-progress.ts';
import { scopeOf } from './step-scope.ts';

/** The record of an execution that starts now. Throws ValidationException for parameters that do not fit. */
export async function newExecution(
  parts: ExecutionParts,
  pipeline: PipelineRecord,
  definition: PipelineDefinition,
  executionId: string,
  input: StartPipelineExecutionRequest,
  context: OperationContext,
): Promise<ExecutionRecord> {
  const nowMs = parts.clock.nowMs();
  const user = userContext(context);
  const execution: ExecutionRecord = {
    account: pipeline.account,
    region: pipeline.region,
    parent: keyOfArn(pipeline.arn),
    name: executionId,
    arn: executionArn(pipeline.arn, executionId),
    status: 'Executing',
    creationMs: nowMs,
    modifiedMs: nowMs,
    document: {
      pipelineName: pipeline.name,
      pipelineArn: pipeline.arn,
      displayName: input.PipelineExecutionDisplayName ?? `execution-${nowMs}`,
      description: input.PipelineExecutionDescription,
      roleArn: input.RoleArn ?? pipeline.document.roleArn,
      parallelism: input.ParallelismConfiguration ?? pipeline.document.parallelism,
      parameters: bindParameters(definition.parameters, input.PipelineParameters ?? []),
      createdBy: user,
      modifiedBy: user,
    },
    extra: { definition_hash: pipeline.extra.definition_hash },
  };
  const experiment = await experimentOf(parts, execution, definition);
  return experiment ? { ...execution, document: { ...execution.document, experiment } } : execution;
}

/** The names that the definition gives experiment and trial. Experiments are written in lower case. */
async function experimentOf(
  parts: ExecutionParts,
  execution: ExecutionRecord,
  definition: PipelineDefinition,
): Promise<PipelineExperimentConfig | undefined> {
  if (!definition.experiment) return undefined;
  const progress = new ExecutionProgress(execution, planOf(definition), [], execution.creationMs);
  const scope = scopeOf(parts, progress);
  const render = async (value: JsonValue) => {
    try {
      return renderScalar(await evaluateScalar(value, scope));
    } catch (error) {
      // Here the caller is still there to be told; no step has begun that could fail of it.
      if (error instanceof JobFailure) throw validationException(`PipelineExperimentConfig: ${error.message}`);
      throw error;
    }
  };
  const { experimentName, trialName } = definition.experiment;
  return {
    ...(experimentName != null && { ExperimentName: (await render(experimentName)).toLowerCase() }),
    ...(trialName != null && { TrialName: await render(trialName) }),
  };
}
