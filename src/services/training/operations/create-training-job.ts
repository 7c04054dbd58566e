import { resourceInUse } from '../../../api/errors.ts';
import type { CreateTrainingJobRequest, CreateTrainingJobResponse } from '../../../api/generated/sagemaker-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { sagemakerArn } from '../../../base/arn.ts';
import { epochSeconds } from '../../../base/clock.ts';
import type { JobController } from '../../../jobs/job-controller.ts';
import { JobKind } from '../../../jobs/job-spec.ts';
import { trainingComponent } from '../../experiments/index.ts';
import { tellOfJob } from '../../job-news.ts';
import type { RecordedJobsDeps } from '../../recorded-jobs.ts';
import { checkTags, putTags } from '../../tags/index.ts';
import { STARTING } from '../states.ts';
import { checkTrainingRequest } from '../training-checks.ts';
import { trainingNews } from '../training-news.ts';
import { trainingSpec } from '../training-spec.ts';
import { type TrainingDocument, trainingJobs } from '../training-store.ts';

/** Checks the request, then makes record, run and tags in one transaction. The engine starts the job after it. */
export function createTrainingJob(
  deps: RecordedJobsDeps,
  controller: JobController,
): Operation<CreateTrainingJobRequest, CreateTrainingJobResponse> {
  return async (input, context) => {
    checkTags(input.Tags ?? []);
    await checkTrainingRequest(deps, input, context);
    await deps.components.checkConfig(context, input.ExperimentConfig);
    const name = input.TrainingJobName;
    const arn = sagemakerArn(context, JobKind.Training, name);
    const creationMs = deps.clock.nowMs();
    const document = newDocument(input, arn, epochSeconds(creationMs));
    const { account, region } = context;
    const spec = trainingSpec(input, { account, region }, arn, creationMs);
    const named = { account, region, parent: '', name, arn };
    const record = { ...named, status: STARTING.status, creationMs, modifiedMs: creationMs, document, extra: {} };
    await deps.store.transaction(async (tx) => {
      if (!(await trainingJobs.insert(tx, record))) {
        throw resourceInUse(
          `Training job names must be unique within an AWS account and region, and a training job with this name already exists (${arn})`,
        );
      }
      await putTags(tx, arn, input.Tags ?? []);
      await deps.components.created(tx, context, trainingComponent(document));
      await tellOfJob(deps, tx, context, trainingNews(document, creationMs));
      await controller.launch(tx, spec);
    });
    return { TrainingJobArn: arn };
  };
}

/** What Describe answers from the start. Members of the request are echoed, newer ones than we know included. */
function newDocument(input: CreateTrainingJobRequest, arn: string, time: number): TrainingDocument {
  const { Tags: _, ...echoed } = input;
  return {
    ...echoed,
    TrainingJobArn: arn,
    TrainingJobStatus: STARTING.status,
    SecondaryStatus: STARTING.secondary,
    // The Python SDK's attach() reads the key without asking whether it is there.
    OutputDataConfig: { KmsKeyId: '', CompressionType: 'GZIP', ...input.OutputDataConfig },
    ResourceConfig: { VolumeSizeInGB: 30, ...input.ResourceConfig },
    StoppingCondition: { MaxRuntimeInSeconds: 86_400, ...input.StoppingCondition },
    EnableNetworkIsolation: input.EnableNetworkIsolation ?? false,
    EnableInterContainerTrafficEncryption: input.EnableInterContainerTrafficEncryption ?? false,
    EnableManagedSpotTraining: input.EnableManagedSpotTraining ?? false,
    CreationTime: time,
    LastModifiedTime: time,
    SecondaryStatusTransitions: [{ Status: STARTING.secondary, StartTime: time, StatusMessage: STARTING.message }],
  };
}
