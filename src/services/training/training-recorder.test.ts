import { describe, expect, it } from 'vitest';
import type { JobEvent } from '../../jobs/job-events.ts';
import { apply } from './training-recorder.ts';
import type { TrainingDocument } from './training-store.ts';

const CREATED: TrainingDocument = {
  TrainingJobName: 'job',
  TrainingJobArn: 'arn:aws:sagemaker:us-west-2:123456789012:training-job/job',
  TrainingJobStatus: 'InProgress',
  SecondaryStatus: 'Starting',
  StoppingCondition: { MaxRuntimeInSeconds: 60 },
  CreationTime: 1,
  SecondaryStatusTransitions: [{ Status: 'Starting', StartTime: 1, StatusMessage: 'Starting the training job' }],
};
const recorded = (...events: JobEvent[]) => events.reduce(apply, CREATED);
const statuses = (document: TrainingDocument) => document.SecondaryStatusTransitions?.map((one) => one.Status);
const ended = (end: 'Completed' | 'Stopped' | 'Failed', atMs = 9_000): JobEvent => ({
  type: 'ended',
  atMs,
  outcome: { end, metrics: [], artifacts: {}, ...(end === 'Failed' ? { failureReason: 'AlgorithmError: x' } : {}) },
});

describe('the record of a training job', () => {
  it('shows progress as the message of the same status', () => {
    const document = recorded({ type: 'progress', atMs: 2_000, message: 'Building' });
    expect(document.SecondaryStatusTransitions).toEqual([
      { Status: 'Starting', StartTime: 1, StatusMessage: 'Building' },
    ]);
  });

  it('ends one transition when the next begins, and each with its message', () => {
    const document = recorded({ type: 'downloading', atMs: 2_000 }, { type: 'running', atMs: 3_000 });
    expect(document.SecondaryStatusTransitions?.slice(1)).toEqual([
      { Status: 'Downloading', StartTime: 2, EndTime: 3, StatusMessage: 'Downloading input data' },
      {
        Status: 'Training',
        StartTime: 3,
        StatusMessage: 'Training image download completed. Training in progress.',
      },
    ]);
  });

  it('does not care that an event is told twice', () => {
    const twice = recorded({ type: 'downloading', atMs: 2_000 }, { type: 'downloading', atMs: 2_500 });
    expect(statuses(twice)).toEqual(['Starting', 'Downloading']);
  });

  it('counts the time from the start of the hosts to their end', () => {
    const document = recorded({ type: 'running', atMs: 3_000 }, { type: 'uploading', atMs: 8_000 }, ended('Completed'));
    expect(document).toMatchObject({ TrainingStartTime: 3, TrainingEndTime: 9, TrainingTimeInSeconds: 5 });
  });

  it('has no training time when it failed before it ran', () => {
    const document = recorded(ended('Failed'));
    expect(document).toMatchObject({ TrainingJobStatus: 'Failed', FailureReason: 'AlgorithmError: x' });
    expect(document).not.toHaveProperty('TrainingTimeInSeconds');
    expect(document).not.toHaveProperty('ModelArtifacts');
  });

  it('goes on showing Stopping until it uploads', () => {
    const stopping = apply(CREATED, { type: 'limit-reached', atMs: 2_000 });
    const document = [
      { type: 'running', atMs: 3_000 } as const,
      { type: 'uploading', atMs: 4_000 } as const,
    ].reduce<TrainingDocument>(apply, stopping);
    expect(statuses(document)).toEqual(['Starting', 'Stopping', 'Uploading']);
    expect(document).toMatchObject({ TrainingJobStatus: 'Stopping', TrainingStartTime: 3 });
    expect(apply(document, ended('Stopped'))).toMatchObject({
      TrainingJobStatus: 'Stopped',
      SecondaryStatus: 'Stopped',
    });
  });
});
