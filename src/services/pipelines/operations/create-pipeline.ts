import { validationException } from '../../../api/errors.ts';
import type { CreatePipelineRequest, CreatePipelineResponse } from '../../../api/generated/sagemaker-types.ts';
import type { Operation, OperationContext } from '../../../api/operation.ts';
import { checkTags, putTags } from '../../tags/index.ts';
import { userContext } from '../../user-context.ts';
import { requireDefinition } from '../definition-source.ts';
import { definitionHash, putDefinition } from '../definitions-store.ts';
import type { PipelinesParts } from '../pipelines-parts.ts';
import { keyOfArn, type PipelineRecord, pipelineArn, pipelinesTable } from '../pipelines-store.ts';
import { once } from '../request-tokens-store.ts';

/** Checks a definition and keeps it under a name. */
export function createPipeline({
  store,
  clock,
  objects,
  roles,
}: PipelinesParts): Operation<CreatePipelineRequest, CreatePipelineResponse> {
  return (input, context) =>
    once(store, clock, { operation: 'CreatePipeline', input, context }, async () => {
      await roles.checkPassRole(input.RoleArn, context);
      const definition = await requireDefinition(input, { objects, roles }, context);
      const tags = input.Tags ?? [];
      checkTags(tags);
      const record = recordOf(input, context, definition, clock.nowMs());
      return {
        output: { PipelineArn: record.arn },
        effect: async (tx) => {
          if (!(await pipelinesTable.insert(tx, record))) throw alreadyExists(record.name);
          await putDefinition(tx, keyOfArn(record.arn), definition);
          await putTags(tx, keyOfArn(record.arn), tags);
        },
      };
    });
}

/** Clients look for either half of the sentence. */
const alreadyExists = (name: string) =>
  validationException(
    `Pipeline names must be unique within an AWS account and region. Pipeline with name (${name}) already exists.`,
  );

function recordOf(
  input: CreatePipelineRequest,
  context: OperationContext,
  definition: string,
  nowMs: number,
): PipelineRecord {
  const user = userContext(context);
  return {
    account: context.account,
    region: context.region,
    parent: '',
    name: input.PipelineName,
    arn: pipelineArn(context, input.PipelineName),
    status: 'Active',
    creationMs: nowMs,
    modifiedMs: nowMs,
    document: {
      displayName: input.PipelineDisplayName,
      description: input.PipelineDescription,
      roleArn: input.RoleArn,
      parallelism: input.ParallelismConfiguration,
      createdBy: user,
      modifiedBy: user,
    },
    extra: { definition_hash: definitionHash(definition), last_run_ms: null },
  };
}
