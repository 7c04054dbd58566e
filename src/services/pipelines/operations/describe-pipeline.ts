import type { DescribePipelineRequest, DescribePipelineResponse } from '../../../api/generated/sagemaker-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { epochSeconds } from '../../../base/clock.ts';
import { InvariantError } from '../../../base/errors.ts';
import { PerFrozen } from '../../../base/per-frozen.ts';
import type { SqlStore } from '../../../store/sql/sql-store.ts';
import { findDefinition } from '../definitions-store.ts';
import type { PipelinesParts } from '../pipelines-parts.ts';
import { keyOfArn, type PipelineRecord, requirePipeline } from '../pipelines-store.ts';
import { refuseVersions } from '../versions.ts';

/** A pipeline with the very text of its definition. */
export function describePipeline({
  store,
}: PipelinesParts): Operation<DescribePipelineRequest, DescribePipelineResponse> {
  const answers = new PerFrozen<PipelineRecord, DescribePipelineResponse>();
  return async (input, context) => {
    refuseVersions(input);
    const pipeline = await requirePipeline(store, input.PipelineName, context);
    return answers.get(pipeline) ?? answers.keep(pipeline, await describe(store, pipeline));
  };
}

/** All of it follows from the row: the definition is found by its hash. */
async function describe(store: SqlStore, pipeline: PipelineRecord): Promise<DescribePipelineResponse> {
  const { document, extra } = pipeline;
  const definition = await findDefinition(store, keyOfArn(pipeline.arn), extra.definition_hash);
  if (definition === undefined) throw new InvariantError(`the definition of ${pipeline.arn} is gone`);
  return {
    PipelineArn: pipeline.arn,
    PipelineName: pipeline.name,
    PipelineDisplayName: document.displayName ?? pipeline.name,
    PipelineDefinition: definition,
    PipelineDescription: document.description,
    RoleArn: document.roleArn,
    PipelineStatus: 'Active',
    CreationTime: epochSeconds(pipeline.creationMs),
    LastModifiedTime: epochSeconds(pipeline.modifiedMs),
    LastRunTime: extra.last_run_ms === null ? undefined : epochSeconds(extra.last_run_ms),
    CreatedBy: document.createdBy,
    LastModifiedBy: document.modifiedBy,
    ParallelismConfiguration: document.parallelism,
  };
}
