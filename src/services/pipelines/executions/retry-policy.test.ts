import { describe, expect, it } from 'vitest';
import { resourceLimitExceeded, validationException } from '../../../api/errors.ts';
import { ServiceError } from '../../../base/errors.ts';
import { faultOfCall, faultOfJob, retryAtMs } from './retry-policy.ts';
import type { StepRun } from './step-run.ts';

const run = (attempt: number): StepRun => ({ stepName: 'A', ordinal: 1, status: 'Starting', attempt, startMs: 0 });

describe('A fault', () => {
  it.each<[unknown, string | undefined]>([
    [new Error('the disk is full'), 'Step.SERVICE_FAULT'],
    [new ServiceError('InternalFailure', 'x', 500), 'Step.SERVICE_FAULT'],
    [new ServiceError('NotImplemented', 'x', 501), undefined],
    [new ServiceError('ThrottlingException', 'Rate exceeded'), 'Step.THROTTLING'],
    [resourceLimitExceeded('x'), 'SageMaker.RESOURCE_LIMIT'],
    [validationException('x'), undefined],
  ])('of a call is known by its error: %s is %s', (cause, fault) => {
    expect(faultOfCall(cause)).toBe(fault);
  });

  it('of a job is known by the prefix of its reason', () => {
    expect(faultOfJob('InternalServerError: lost')).toBe('SageMaker.JOB_INTERNAL_ERROR');
    expect(faultOfJob('CapacityError: none left')).toBe('SageMaker.CAPACITY_ERROR');
    expect(faultOfJob('AlgorithmError: exit code 1')).toBeUndefined();
    expect(faultOfJob(undefined)).toBeUndefined();
  });
});

describe('A retry', () => {
  const limit = 'SageMaker.RESOURCE_LIMIT';

  it('comes for faults of the service without a policy, with growing pauses, five times', () => {
    const times = [1, 2, 3, 4, 5, 6].map((attempt) => retryAtMs(run(attempt), 'Step.SERVICE_FAULT', [], 0));
    expect(times).toEqual([1000, 2000, 4000, 8000, 16_000, undefined]);
  });

  it('needs a policy for everything else', () => {
    expect(retryAtMs(run(1), limit, [], 0)).toBeUndefined();
    const policy = { exceptionTypes: [limit], intervalSeconds: 10, backoffRate: 1, maxAttempts: 2 };
    expect([1, 2, 3].map((attempt) => retryAtMs(run(attempt), limit, [policy], 0))).toEqual([
      10_000,
      10_000,
      undefined,
    ]);
  });

  it("comes only while the policy's time lasts", () => {
    const policy = { exceptionTypes: [limit], intervalSeconds: 30, backoffRate: 1, expireAfterMinutes: 1 };
    expect(retryAtMs(run(1), limit, [policy], 20_000)).toBe(50_000);
    expect(retryAtMs(run(2), limit, [policy], 40_000)).toBeUndefined();
  });
});
