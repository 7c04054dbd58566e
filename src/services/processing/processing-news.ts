import { epochMs } from '../../base/clock.ts';
import { eventMs } from '../events/index.ts';
import type { JobNews } from '../job-news.ts';
import type { ArtifactFacts } from '../lineage/index.ts';
import type { RunState } from '../openlineage/index.ts';
import { processingInputs } from './processing-lineage.ts';
import type { ProcessingDocument } from './processing-store.ts';

const RUN_STATES: Partial<Record<ProcessingDocument['ProcessingJobStatus'], RunState>> = {
  InProgress: 'START',
  Completed: 'COMPLETE',
  Failed: 'FAIL',
  Stopped: 'ABORT',
};

/** What is told of a processing job that has just entered its status. `outputs` are known at its end. */
export function processingNews(job: ProcessingDocument, atMs: number, outputs: readonly ArtifactFacts[] = []): JobNews {
  const state = RUN_STATES[job.ProcessingJobStatus];
  const { FailureReason: failureReason } = job;
  return {
    arn: job.ProcessingJobArn,
    jobName: `processing-job/${job.ProcessingJobName}`,
    creationMs: epochMs(job.CreationTime),
    detailType: 'SageMaker Processing Job State Change',
    detail: detailOf(job),
    ...(state && { run: { state, atMs, inputs: processingInputs(job), outputs, failureReason } }),
  };
}

/** Without the environment, which may hold what others must not see. */
function detailOf({ Environment: _, ...job }: ProcessingDocument) {
  return {
    ...job,
    CreationTime: eventMs(job.CreationTime),
    ProcessingStartTime: eventMs(job.ProcessingStartTime),
    ProcessingEndTime: eventMs(job.ProcessingEndTime),
    LastModifiedTime: eventMs(job.LastModifiedTime),
  };
}
