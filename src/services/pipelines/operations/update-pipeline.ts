import type { UpdatePipelineRequest, UpdatePipelineResponse } from '../../../api/generated/sagemaker-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { userContext } from '../../user-context.ts';
import { definitionOf } from '../definition-source.ts';
import { definitionHash, pruneDefinitions, putDefinition } from '../definitions-store.ts';
import type { PipelinesParts } from '../pipelines-parts.ts';
import { keyOfArn, pipelinesTable, requirePipeline } from '../pipelines-store.ts';

/** Changes what is given and leaves the rest. Executions that run keep the definition they were started with. */
export function updatePipeline({
  store,
  clock,
  objects,
  roles,
}: PipelinesParts): Operation<UpdatePipelineRequest, UpdatePipelineResponse> {
  return async (input, context) => {
    await requirePipeline(store, input.PipelineName, context);
    if (input.RoleArn !== undefined) await roles.checkPassRole(input.RoleArn, context);
    const definition = await definitionOf(input, { objects, roles }, context);
    return await store.transaction(async (tx) => {
      const pipeline = await requirePipeline(store, input.PipelineName, context, tx);
      const { document, extra } = pipeline;
      const hash = definition === undefined ? extra.definition_hash : definitionHash(definition);
      await pipelinesTable.update(tx, {
        ...pipeline,
        modifiedMs: clock.nowMs(),
        document: {
          ...document,
          displayName: input.PipelineDisplayName ?? document.displayName,
          description: input.PipelineDescription ?? document.description,
          roleArn: input.RoleArn ?? document.roleArn,
          parallelism: input.ParallelismConfiguration ?? document.parallelism,
          modifiedBy: userContext(context),
        },
        extra: { ...extra, definition_hash: hash },
      });
      if (definition !== undefined) {
        await putDefinition(tx, keyOfArn(pipeline.arn), definition);
        await pruneDefinitions(tx, keyOfArn(pipeline.arn), hash);
      }
      return { PipelineArn: pipeline.arn };
    });
  };
}
