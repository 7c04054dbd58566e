import type {
  ListTrainingJobsRequest,
  ListTrainingJobsResponse,
  TrainingJobSummary,
} from '../../../api/generated/sagemaker-types.ts';
import type { Operation } from '../../../api/operation.ts';
import type { JobsDeps } from '../../../jobs/jobs-deps.ts';
import { type ListRules, listRecords } from '../../record-list.ts';
import { type TrainingRecord, trainingJobs } from '../training-store.ts';

const RULES: ListRules = {
  operation: 'ListTrainingJobs',
  sortColumns: { Name: 'name_key', CreationTime: 'creation_ms', Status: 'status' },
  defaultSort: 'CreationTime',
  defaultOrder: 'Ascending',
};

/** Lists training jobs. Nothing here has a warm pool or a training plan, so filters on those match nothing. */
export function listTrainingJobs(deps: JobsDeps): Operation<ListTrainingJobsRequest, ListTrainingJobsResponse> {
  return async (input, context) => {
    if (input.WarmPoolStatusEquals !== undefined || input.TrainingPlanArnEquals !== undefined) {
      return { TrainingJobSummaries: [] };
    }
    const { records, nextToken } = await listRecords(trainingJobs, deps.store, deps.tokens, RULES, input, context);
    return {
      TrainingJobSummaries: records.map(summary),
      ...(nextToken === undefined ? {} : { NextToken: nextToken }),
    };
  };
}

function summary({ document }: TrainingRecord): TrainingJobSummary {
  return {
    TrainingJobName: document.TrainingJobName,
    TrainingJobArn: document.TrainingJobArn,
    CreationTime: document.CreationTime,
    ...(document.TrainingEndTime === undefined ? {} : { TrainingEndTime: document.TrainingEndTime }),
    LastModifiedTime: document.LastModifiedTime,
    TrainingJobStatus: document.TrainingJobStatus,
    SecondaryStatus: document.SecondaryStatus,
  };
}
