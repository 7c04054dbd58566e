import type {
  ListPipelineExecutionsRequest,
  ListPipelineExecutionsResponse,
  PipelineExecutionSummary,
} from '../../../api/generated/sagemaker-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { epochSeconds } from '../../../base/clock.ts';
import { type ListRules, listRecords } from '../../record-list.ts';
import { executionState } from '../executions/states.ts';
import { type ExecutionRecord, executionsTable } from '../executions-store.ts';
import type { PipelinesParts } from '../pipelines-parts.ts';
import { keyOfArn, requirePipeline } from '../pipelines-store.ts';
import { refuseVersions } from '../versions.ts';

const RULES: ListRules = {
  operation: 'ListPipelineExecutions',
  sortColumns: { CreationTime: 'creation_ms', PipelineExecutionArn: 'arn_key' },
  defaultSort: 'CreationTime',
  defaultOrder: 'Descending',
};

export function listPipelineExecutions({
  store,
  tokens,
}: PipelinesParts): Operation<ListPipelineExecutionsRequest, ListPipelineExecutionsResponse> {
  return async (input, context) => {
    refuseVersions(input);
    const pipeline = await requirePipeline(store, input.PipelineName, context);
    const parent = keyOfArn(pipeline.arn);
    const { records, nextToken } = await listRecords(executionsTable, store, tokens, RULES, input, context, { parent });
    return { PipelineExecutionSummaries: records.map(summaryOf), NextToken: nextToken };
  };
}

function summaryOf({ arn, status, document, creationMs }: ExecutionRecord): PipelineExecutionSummary {
  return {
    PipelineExecutionArn: arn,
    StartTime: epochSeconds(creationMs),
    PipelineExecutionStatus: executionState(status),
    PipelineExecutionDescription: document.description,
    PipelineExecutionDisplayName: document.displayName,
    PipelineExecutionFailureReason: document.failureReason,
  };
}
