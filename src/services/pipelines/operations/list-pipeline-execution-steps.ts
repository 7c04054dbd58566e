import { validationException } from '../../../api/errors.ts';
import type {
  ListPipelineExecutionStepsRequest,
  ListPipelineExecutionStepsResponse,
  PipelineExecutionStep,
} from '../../../api/generated/sagemaker-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { epochSeconds } from '../../../base/clock.ts';
import type { StepRun } from '../executions/step-run.ts';
import { requireExecution } from '../executions-store.ts';
import type { PipelinesParts } from '../pipelines-parts.ts';
import { keyOfArn } from '../pipelines-store.ts';
import { listSteps } from '../steps-store.ts';

/** The API page gives no default. The Python SDK reads one page alone, so that a whole pipeline must fit in it. */
const PAGE_DEFAULT = 100;

/** The steps that have begun, the newest first unless asked otherwise. */
export function listPipelineExecutionSteps({
  store,
  tokens,
}: PipelinesParts): Operation<ListPipelineExecutionStepsRequest, ListPipelineExecutionStepsResponse> {
  return async (input, context) => {
    if (input.PipelineExecutionArn === undefined) throw validationException('PipelineExecutionArn is required.');
    const { arn } = await requireExecution(store, input.PipelineExecutionArn, context);
    const limit = input.MaxResults ?? PAGE_DEFAULT;
    const order = input.SortOrder === 'Ascending' ? 'asc' : 'desc';
    const query = { operation: 'ListPipelineExecutionSteps', context, arn, sortOrder: input.SortOrder };
    const [after] = tokens.open(input.NextToken, query);
    const runs = await listSteps(store, keyOfArn(arn), order, limit + 1, after === undefined ? after : Number(after));
    const last = runs[limit - 1];
    return {
      PipelineExecutionSteps: runs.slice(0, limit).map(stepOf),
      NextToken: last && runs.length > limit ? tokens.seal([last.ordinal], query) : undefined,
    };
  };
}

function stepOf(run: StepRun): PipelineExecutionStep {
  return {
    StepName: run.stepName,
    StepDisplayName: run.displayName,
    StepDescription: run.description,
    StartTime: epochSeconds(run.startMs),
    EndTime: run.endMs === undefined ? undefined : epochSeconds(run.endMs),
    StepStatus: run.status,
    CacheHitResult: run.cacheHitArn === undefined ? undefined : { SourcePipelineExecutionArn: run.cacheHitArn },
    FailureReason: run.failureReason,
    Metadata: run.metadata ?? {},
    AttemptCount: run.attempt,
  };
}
