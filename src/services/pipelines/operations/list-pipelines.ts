import type { ListPipelinesRequest, ListPipelinesResponse } from '../../../api/generated/sagemaker-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { epochSeconds } from '../../../base/clock.ts';
import { type ListRules, listRecords } from '../../record-list.ts';
import type { PipelinesParts } from '../pipelines-parts.ts';
import { type PipelineRecord, pipelinesTable } from '../pipelines-store.ts';

const RULES: ListRules = {
  operation: 'ListPipelines',
  sortColumns: { Name: 'name_key', CreationTime: 'creation_ms' },
  defaultSort: 'CreationTime',
  defaultOrder: 'Descending',
};

export function listPipelines({
  store,
  tokens,
}: PipelinesParts): Operation<ListPipelinesRequest, ListPipelinesResponse> {
  return async (input, context) => {
    const { PipelineNamePrefix: namePrefix } = input;
    const narrow = namePrefix === undefined ? {} : { namePrefix };
    const { records, nextToken } = await listRecords(pipelinesTable, store, tokens, RULES, input, context, narrow);
    return { PipelineSummaries: records.map(summaryOf), NextToken: nextToken };
  };
}

function summaryOf({ arn, name, document, creationMs, modifiedMs, extra }: PipelineRecord) {
  return {
    PipelineArn: arn,
    PipelineName: name,
    PipelineDisplayName: document.displayName ?? name,
    PipelineDescription: document.description,
    RoleArn: document.roleArn,
    CreationTime: epochSeconds(creationMs),
    LastModifiedTime: epochSeconds(modifiedMs),
    LastExecutionTime: extra.last_run_ms === null ? undefined : epochSeconds(extra.last_run_ms),
  };
}
