import type { SecondaryStatus, TrainingJobStatus } from '../../api/generated/sagemaker-types.ts';
import type { JobEnd } from '../../jobs/job-spec.ts';

interface Shown {
  readonly status: TrainingJobStatus;
  readonly secondary: SecondaryStatus;
  readonly message: string;
}

/** What a job shows when it was just created. */
export const STARTING: Shown = { status: 'InProgress', secondary: 'Starting', message: 'Starting the training job' };

/** What a running job shows after each event, with the messages that SageMaker gives. */
export const SHOWN_WHILE = {
  downloading: { status: 'InProgress', secondary: 'Downloading', message: 'Downloading input data' },
  running: {
    status: 'InProgress',
    secondary: 'Training',
    message: 'Training image download completed. Training in progress.',
  },
  uploading: { status: 'InProgress', secondary: 'Uploading', message: 'Uploading generated training model' },
} as const satisfies Record<string, Shown>;

/** After a client's stop, and while the hosts are given time to end at the limit. */
export const STOPPING: Shown = { status: 'Stopping', secondary: 'Stopping', message: 'Stopping the training job' };

export const SHOWN_AT_END: Readonly<Record<JobEnd, Shown>> = {
  Completed: { status: 'Completed', secondary: 'Completed', message: 'Training job completed' },
  Failed: { status: 'Failed', secondary: 'Failed', message: 'Training job failed' },
  Stopped: { status: 'Stopped', secondary: 'Stopped', message: 'Training job stopped' },
  MaxRuntimeExceeded: {
    status: 'Stopped',
    secondary: 'MaxRuntimeExceeded',
    message: 'Training job runtime exceeded MaxRuntimeInSeconds provided',
  },
};

const ENDED: ReadonlySet<TrainingJobStatus> = new Set(['Completed', 'Failed', 'Stopped']);

export const hasEnded = (status: TrainingJobStatus) => ENDED.has(status);
