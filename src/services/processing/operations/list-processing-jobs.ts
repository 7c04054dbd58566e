import type {
  ListProcessingJobsRequest,
  ListProcessingJobsResponse,
  ProcessingJobSummary,
} from '../../../api/generated/sagemaker-types.ts';
import type { Operation } from '../../../api/operation.ts';
import type { JobsDeps } from '../../../jobs/jobs-deps.ts';
import { type ListRules, listRecords } from '../../record-list.ts';
import { type ProcessingRecord, processingJobs } from '../processing-store.ts';

const RULES: ListRules = {
  operation: 'ListProcessingJobs',
  sortColumns: { Name: 'name_key', CreationTime: 'creation_ms', Status: 'status' },
  defaultSort: 'CreationTime',
  defaultOrder: 'Ascending',
};

export function listProcessingJobs(deps: JobsDeps): Operation<ListProcessingJobsRequest, ListProcessingJobsResponse> {
  return async (input, context) => {
    const { records, nextToken } = await listRecords(processingJobs, deps.store, deps.tokens, RULES, input, context);
    return {
      ProcessingJobSummaries: records.map(summary),
      ...(nextToken === undefined ? {} : { NextToken: nextToken }),
    };
  };
}

function summary({ document }: ProcessingRecord): ProcessingJobSummary {
  return {
    ProcessingJobName: document.ProcessingJobName,
    ProcessingJobArn: document.ProcessingJobArn,
    CreationTime: document.CreationTime,
    ...(document.ProcessingEndTime === undefined ? {} : { ProcessingEndTime: document.ProcessingEndTime }),
    LastModifiedTime: document.LastModifiedTime,
    ProcessingJobStatus: document.ProcessingJobStatus,
    ...(document.FailureReason === undefined ? {} : { FailureReason: document.FailureReason }),
    ...(document.ExitMessage === undefined ? {} : { ExitMessage: document.ExitMessage }),
  };
}
