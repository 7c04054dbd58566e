import { conflictException, validationException } from '../../../api/errors.ts';
import type {
  StartPipelineExecutionRequest,
  StartPipelineExecutionResponse,
} from '../../../api/generated/sagemaker-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { InvariantError } from '../../../base/errors.ts';
import { randomLowerId } from '../../../base/ids.ts';
import { parseDefinition } from '../definition/parse-definition.ts';
import { findDefinition } from '../definitions-store.ts';
import { executionWork } from '../executions/execution-controller.ts';
import { tellOfExecution } from '../executions/execution-news.ts';
import { newExecution } from '../executions/new-execution.ts';
import { executionsTable } from '../executions-store.ts';
import type { PipelinesParts } from '../pipelines-parts.ts';
import { keyOfArn, pipelinesTable, requirePipeline } from '../pipelines-store.ts';
import { once } from '../request-tokens-store.ts';
import { refuseVersions } from '../versions.ts';

/** Length of an execution's id, as in `…/execution/ztefwbnlgoif`. */
const EXECUTION_ID_LENGTH = 12;

/** Binds parameters, writes the execution down with the definition of this moment and hands it to the engine. */
export function startPipelineExecution(
  parts: PipelinesParts,
): Operation<StartPipelineExecutionRequest, StartPipelineExecutionResponse> {
  const { store, clock, scheduler, roles } = parts;
  return (input, context) =>
    once(store, clock, { operation: 'StartPipelineExecution', input, context }, async () => {
      refuseVersions(input);
      if (input.SelectiveExecutionConfig) throw validationException('Selective execution is not supported yet.');
      const pipeline = await requirePipeline(store, input.PipelineName, context);
      if (input.RoleArn !== undefined) await roles.checkPassRole(input.RoleArn, context);
      const text = await findDefinition(store, keyOfArn(pipeline.arn), pipeline.extra.definition_hash);
      if (text === undefined) throw new InvariantError(`the definition of ${pipeline.arn} is gone`);
      const executionId = randomLowerId(EXECUTION_ID_LENGTH);
      const execution = await newExecution(parts, pipeline, parseDefinition(text), executionId, input, context);
      return {
        output: { PipelineExecutionArn: execution.arn },
        effect: async (tx) => {
          const current = await requirePipeline(store, input.PipelineName, context, tx);
          if (current.extra.definition_hash !== pipeline.extra.definition_hash) throw changedMeanwhile(pipeline.arn);
          if (!(await executionsTable.insert(tx, execution))) {
            throw new InvariantError(`the new execution id ${executionId} is taken`);
          }
          await pipelinesTable.update(tx, {
            ...current,
            extra: { ...current.extra, last_run_ms: execution.creationMs },
          });
          await tellOfExecution(parts, tx, execution);
          await scheduler.schedule(tx, executionWork(execution.arn));
        },
      };
    });
}

/** Its definition was replaced between reading it and starting it. */
const changedMeanwhile = (arn: string) => conflictException(`Pipeline '${arn}' is being updated. Try again.`);
