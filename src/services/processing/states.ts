import type { ProcessingJobStatus } from '../../api/generated/sagemaker-types.ts';
import type { JobEnd } from '../../jobs/job-spec.ts';

/** A processing job has no status between its start and its end but these two. */
export const IN_PROGRESS: ProcessingJobStatus = 'InProgress';
export const STOPPING: ProcessingJobStatus = 'Stopping';

/** What a job shows at its end. At its time limit it is stopped, without a word more. */
export const STATUS_AT_END: Readonly<Record<JobEnd, ProcessingJobStatus>> = {
  Completed: 'Completed',
  Failed: 'Failed',
  Stopped: 'Stopped',
  MaxRuntimeExceeded: 'Stopped',
};

const ENDED: ReadonlySet<ProcessingJobStatus> = new Set(Object.values(STATUS_AT_END));

export const hasEnded = (status: ProcessingJobStatus) => ENDED.has(status);
