import type { DescribeExperimentRequest, DescribeExperimentResponse } from '../../../api/generated/sagemaker-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { describeEntity } from '../entity-shapes.ts';
import { ExperimentKind } from '../experiment-kinds.ts';
import type { ExperimentsDeps } from '../experiments-deps.ts';
import { find } from '../find-entity.ts';

export function describeExperiment({
  store,
}: ExperimentsDeps): Operation<DescribeExperimentRequest, DescribeExperimentResponse> {
  return async (input, context) => {
    const record = await find(store, ExperimentKind.Experiment, context, input.ExperimentName);
    return {
      ...describeEntity(record),
      ExperimentName: record.name,
      ExperimentArn: record.arn,
      Source: record.document.source,
      Description: record.document.description,
    };
  };
}
