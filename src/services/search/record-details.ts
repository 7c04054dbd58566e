import type {
  Parameter,
  PipelineExecution,
  TrialComponentSimpleSummary,
  TrialComponentSource,
  TrialComponentSourceDetail,
} from '../../api/generated/sagemaker-types.ts';
import type { OperationContext } from '../../api/operation.ts';
import { parseArn } from '../../base/arn.ts';
import { ServiceError } from '../../base/errors.ts';
import type { SageMaker } from './searched-types.ts';

/** Components of a trial that a search result names at most, the newest. */
const COMPONENTS_MAX = 100;

/** The job that a trial component tells of, as its Describe operation does. */
export async function sourceDetail(
  sagemaker: SageMaker,
  { Source }: { Source?: TrialComponentSource },
  context: OperationContext,
): Promise<{ SourceDetail?: TrialComponentSourceDetail }> {
  if (!Source) return {};
  const { SourceArn } = Source;
  const arn = parseArn(SourceArn);
  const isHere = arn?.account === context.account && arn.region === context.region;
  const [type, name = ''] = isHere ? arn.resource.split('/') : [];
  try {
    switch (type) {
      case 'training-job': {
        const TrainingJob = await sagemaker.invoke('DescribeTrainingJob', { TrainingJobName: name }, context);
        return { SourceDetail: { SourceArn, TrainingJob } };
      }
      case 'processing-job': {
        const ProcessingJob = await sagemaker.invoke('DescribeProcessingJob', { ProcessingJobName: name }, context);
        return { SourceDetail: { SourceArn, ProcessingJob } };
      }
      case 'transform-job': {
        const TransformJob = await sagemaker.invoke('DescribeTransformJob', { TransformJobName: name }, context);
        return { SourceDetail: { SourceArn, TransformJob } };
      }
      default:
        return { SourceDetail: { SourceArn } };
    }
  } catch (error) {
    // The job is gone, or was never here.
    if (error instanceof ServiceError) return { SourceDetail: { SourceArn } };
    throw error;
  }
}

export async function trialComponents(
  sagemaker: SageMaker,
  { TrialName }: { TrialName?: string },
  context: OperationContext,
): Promise<{ TrialComponentSummaries?: TrialComponentSimpleSummary[] }> {
  if (TrialName === undefined) return {};
  const input = { TrialName, MaxResults: COMPONENTS_MAX };
  const { TrialComponentSummaries } = await sagemaker.invoke('ListTrialComponents', input, context);
  return TrialComponentSummaries?.length ? { TrialComponentSummaries } : {};
}

/** The values that an execution runs with. */
export async function executionParameters(
  sagemaker: SageMaker,
  { PipelineExecutionArn }: PipelineExecution,
  context: OperationContext,
): Promise<Pick<PipelineExecution, 'PipelineParameters'>> {
  if (PipelineExecutionArn === undefined) return {};
  const PipelineParameters: Parameter[] = [];
  let NextToken: string | undefined;
  do {
    const input = { PipelineExecutionArn, NextToken };
    const page = await sagemaker.invoke('ListPipelineParametersForExecution', input, context);
    PipelineParameters.push(...(page.PipelineParameters ?? []));
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return PipelineParameters.length > 0 ? { PipelineParameters } : {};
}
