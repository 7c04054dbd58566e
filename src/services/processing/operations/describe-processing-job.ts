import { validationException } from '../../../api/errors.ts';
import type {
  DescribeProcessingJobRequest,
  DescribeProcessingJobResponse,
} from '../../../api/generated/sagemaker-types.ts';
import type { Operation } from '../../../api/operation.ts';
import type { SqlStore } from '../../../store/sql/sql-store.ts';
import { processingJobs } from '../processing-store.ts';

/** The record is kept as it is told, because clients ask for it all the time. */
export function describeProcessingJob(
  store: SqlStore,
): Operation<DescribeProcessingJobRequest, DescribeProcessingJobResponse> {
  return async (input, context) => {
    const record = await processingJobs.find(store, context, input.ProcessingJobName);
    if (!record) throw validationException(`Could not find requested job with name: ${input.ProcessingJobName}`);
    return record.document;
  };
}
