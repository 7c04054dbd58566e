import { validationException } from '../../../api/errors.ts';
import type {
  DescribeTrainingJobRequest,
  DescribeTrainingJobResponse,
} from '../../../api/generated/sagemaker-types.ts';
import type { Operation } from '../../../api/operation.ts';
import type { SqlStore } from '../../../store/sql/sql-store.ts';
import { trainingJobs } from '../training-store.ts';

/** The record is kept as it is told, because clients ask for it all the time. */
export function describeTrainingJob(
  store: SqlStore,
): Operation<DescribeTrainingJobRequest, DescribeTrainingJobResponse> {
  return async (input, context) => {
    const record = await trainingJobs.find(store, context, input.TrainingJobName);
    if (!record) throw validationException('Requested resource not found.');
    // The model calls ModelArtifacts required, yet SageMaker leaves it out until there is a model, and so do we.
    return record.document as DescribeTrainingJobResponse;
  };
}
