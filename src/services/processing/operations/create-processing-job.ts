import { resourceInUse } from '../../../api/errors.ts';
import type {
  CreateProcessingJobRequest,
  CreateProcessingJobResponse,
} from '../../../api/generated/sagemaker-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { sagemakerArn } from '../../../base/arn.ts';
import { epochSeconds } from '../../../base/clock.ts';
import type { JobController } from '../../../jobs/job-controller.ts';
import { JobKind } from '../../../jobs/job-spec.ts';
import { processingComponent } from '../../experiments/index.ts';
import { tellOfJob } from '../../job-news.ts';
import type { RecordedJobsDeps } from '../../recorded-jobs.ts';
import { checkTags, putTags } from '../../tags/index.ts';
import { checkProcessingRequest } from '../processing-checks.ts';
import { processingNews } from '../processing-news.ts';
import { MAX_RUNTIME_SECONDS_DEFAULT, processingSpec } from '../processing-spec.ts';
import { type ProcessingDocument, processingJobs } from '../processing-store.ts';
import { IN_PROGRESS } from '../states.ts';

/** Checks the request, then makes record, run and tags in one transaction. The engine starts the job after it. */
export function createProcessingJob(
  deps: RecordedJobsDeps,
  controller: JobController,
): Operation<CreateProcessingJobRequest, CreateProcessingJobResponse> {
  return async (input, context) => {
    checkTags(input.Tags ?? []);
    await checkProcessingRequest(deps, input, context);
    await deps.components.checkConfig(context, input.ExperimentConfig);
    const name = input.ProcessingJobName;
    const arn = sagemakerArn(context, JobKind.Processing, name);
    const creationMs = deps.clock.nowMs();
    const document = newDocument(input, arn, epochSeconds(creationMs));
    const { account, region } = context;
    const spec = processingSpec(input, { account, region }, arn, creationMs);
    const named = { account, region, parent: '', name, arn };
    const record = { ...named, status: IN_PROGRESS, creationMs, modifiedMs: creationMs, document, extra: {} };
    await deps.store.transaction(async (tx) => {
      if (!(await processingJobs.insert(tx, record))) {
        throw resourceInUse(
          `Processing job names must be unique within an AWS account and region, and a processing job with this name already exists (${arn})`,
        );
      }
      await putTags(tx, arn, input.Tags ?? []);
      await deps.components.created(tx, context, processingComponent(document));
      await tellOfJob(deps, tx, context, processingNews(document, creationMs));
      await controller.launch(tx, spec);
    });
    return { ProcessingJobArn: arn };
  };
}

/** What Describe answers from the start. Members of the request are echoed, newer ones than we know included. */
function newDocument(input: CreateProcessingJobRequest, arn: string, time: number): ProcessingDocument {
  const { Tags: _, ...echoed } = input;
  return {
    ...echoed,
    ProcessingJobArn: arn,
    ProcessingJobStatus: IN_PROGRESS,
    StoppingCondition: input.StoppingCondition ?? { MaxRuntimeInSeconds: MAX_RUNTIME_SECONDS_DEFAULT },
    CreationTime: time,
    LastModifiedTime: time,
  };
}
