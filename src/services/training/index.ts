import type { SageMakerOperations } from '../../api/generated/sagemaker-types.ts';
import type { Handlers } from '../../api/operation.ts';
import type { Controller } from '../../engine/work.ts';
import { JobController } from '../../jobs/job-controller.ts';
import { JobKind } from '../../jobs/job-spec.ts';
import type { RecordedJobsDeps } from '../recorded-jobs.ts';
import { createTrainingJob } from './operations/create-training-job.ts';
import { describeTrainingJob } from './operations/describe-training-job.ts';
import { listTrainingJobs } from './operations/list-training-jobs.ts';
import { stopTrainingJob } from './operations/stop-training-job.ts';
import { trainingRecorder } from './training-recorder.ts';

export interface TrainingDomain {
  readonly handlers: Handlers<SageMakerOperations>;
  readonly controllers: readonly Controller[];
  /** Adopts the jobs that run on from before a restart. Call it when the engine has started. */
  resume(): Promise<void>;
  /** Stops following the jobs' logs; the jobs run on. Call it when the engine has stopped. */
  close(): Promise<void>;
}

export function trainingDomain(deps: RecordedJobsDeps): TrainingDomain {
  const controller = new JobController(JobKind.Training, deps, trainingRecorder(deps));
  return {
    handlers: {
      CreateTrainingJob: createTrainingJob(deps, controller),
      DescribeTrainingJob: describeTrainingJob(deps.store),
      ListTrainingJobs: listTrainingJobs(deps),
      StopTrainingJob: stopTrainingJob(deps, controller),
    },
    controllers: [controller],
    resume: () => controller.resume(),
    close: () => controller.close(),
  };
}
