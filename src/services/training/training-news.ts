import { epochMs } from '../../base/clock.ts';
import { eventMs } from '../events/index.ts';
import type { JobNews } from '../job-news.ts';
import type { ArtifactFacts } from '../lineage/index.ts';
import type { RunState } from '../openlineage/index.ts';
import { trainingInputs } from './training-lineage.ts';
import type { TrainingDocument } from './training-store.ts';

const RUN_STATES: Partial<Record<TrainingDocument['TrainingJobStatus'], RunState>> = {
  Completed: 'COMPLETE',
  Failed: 'FAIL',
  Stopped: 'ABORT',
};

/** What is told of a training job that has just entered its status. `outputs` are known at its end. */
export function trainingNews(job: TrainingDocument, atMs: number, outputs: readonly ArtifactFacts[] = []): JobNews {
  const isNew = job.SecondaryStatus === 'Starting';
  const state = isNew ? 'START' : RUN_STATES[job.TrainingJobStatus];
  const { FailureReason: failureReason } = job;
  return {
    arn: job.TrainingJobArn,
    jobName: `training-job/${job.TrainingJobName}`,
    creationMs: epochMs(job.CreationTime),
    detailType: 'SageMaker Training Job State Change',
    detail: detailOf(job),
    ...(state && { run: { state, atMs, inputs: trainingInputs(job), outputs, failureReason } }),
  };
}

/** Without the environment, which may hold what others must not see. */
function detailOf({ Environment: _, ...job }: TrainingDocument) {
  return {
    ...job,
    CreationTime: eventMs(job.CreationTime),
    TrainingStartTime: eventMs(job.TrainingStartTime),
    TrainingEndTime: eventMs(job.TrainingEndTime),
    LastModifiedTime: eventMs(job.LastModifiedTime),
    SecondaryStatusTransitions: job.SecondaryStatusTransitions?.map((transition) => ({
      ...transition,
      StartTime: eventMs(transition.StartTime),
      EndTime: eventMs(transition.EndTime),
    })),
    FinalMetricDataList: job.FinalMetricDataList?.map((metric) => ({
      ...metric,
      Timestamp: eventMs(metric.Timestamp),
    })),
  };
}
