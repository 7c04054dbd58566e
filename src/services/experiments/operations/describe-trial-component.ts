import type {
  DescribeTrialComponentRequest,
  DescribeTrialComponentResponse,
} from '../../../api/generated/sagemaker-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { describeEntity } from '../entity-shapes.ts';
import { ExperimentKind, nameIn } from '../experiment-kinds.ts';
import type { ExperimentsDeps } from '../experiments-deps.ts';
import { find } from '../find-entity.ts';
import { metricSummaries } from '../metrics/metric-summaries.ts';

/** The component of a name or ARN, with the statistics of its metrics. */
export function describeTrialComponent({
  store,
}: ExperimentsDeps): Operation<DescribeTrialComponentRequest, DescribeTrialComponentResponse> {
  return async (input, context) => {
    const name = nameIn(ExperimentKind.Component, input.TrialComponentName, context);
    const record = await find(store, ExperimentKind.Component, context, name);
    const { document } = record;
    return {
      ...describeEntity(record),
      TrialComponentName: record.name,
      TrialComponentArn: record.arn,
      Source: document.source,
      Sources: document.sources && [...document.sources],
      Status: document.status,
      StartTime: document.startTime,
      EndTime: document.endTime,
      Parameters: document.parameters,
      InputArtifacts: document.inputArtifacts,
      OutputArtifacts: document.outputArtifacts,
      MetadataProperties: document.metadataProperties,
      Metrics: await metricSummaries(store.reader, record),
    };
  };
}
