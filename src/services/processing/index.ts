import type { SageMakerOperations } from '../../api/generated/sagemaker-types.ts';
import type { Handlers } from '../../api/operation.ts';
import type { Controller } from '../../engine/work.ts';
import { JobController } from '../../jobs/job-controller.ts';
import { JobKind } from '../../jobs/job-spec.ts';
import type { RecordedJobsDeps } from '../recorded-jobs.ts';
import { createProcessingJob } from './operations/create-processing-job.ts';
import { describeProcessingJob } from './operations/describe-processing-job.ts';
import { listProcessingJobs } from './operations/list-processing-jobs.ts';
import { stopProcessingJob } from './operations/stop-processing-job.ts';
import { processingRecorder } from './processing-recorder.ts';

export interface ProcessingDomain {
  readonly handlers: Handlers<SageMakerOperations>;
  readonly controllers: readonly Controller[];
  /** Adopts the jobs that run on from before a restart. Call it when the engine has started. */
  resume(): Promise<void>;
  /** Stops following the jobs' logs; the jobs run on. Call it when the engine has stopped. */
  close(): Promise<void>;
}

export function processingDomain(deps: RecordedJobsDeps): ProcessingDomain {
  const controller = new JobController(JobKind.Processing, deps, processingRecorder(deps));
  return {
    handlers: {
      CreateProcessingJob: createProcessingJob(deps, controller),
      DescribeProcessingJob: describeProcessingJob(deps.store),
      ListProcessingJobs: listProcessingJobs(deps),
      StopProcessingJob: stopProcessingJob(deps, controller),
    },
    controllers: [controller],
    resume: () => controller.resume(),
    close: () => controller.close(),
  };
}
