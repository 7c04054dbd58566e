import type { DescribeTrialRequest, DescribeTrialResponse } from '../../../api/generated/sagemaker-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { describeEntity } from '../entity-shapes.ts';
import { ExperimentKind } from '../experiment-kinds.ts';
import type { ExperimentsDeps } from '../experiments-deps.ts';
import { find } from '../find-entity.ts';

export function describeTrial({ store }: ExperimentsDeps): Operation<DescribeTrialRequest, DescribeTrialResponse> {
  return async (input, context) => {
    const record = await find(store, ExperimentKind.Trial, context, input.TrialName);
    return {
      ...describeEntity(record),
      TrialName: record.name,
      TrialArn: record.arn,
      ExperimentName: record.document.experimentName,
      Source: record.document.source,
      MetadataProperties: record.document.metadataProperties,
    };
  };
}
