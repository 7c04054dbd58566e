import { describe, expect, it } from 'vitest';
import type { JobStep } from '../definition/pipeline-definition.ts';
import type { ExecutionRecord } from '../executions-store.ts';
import { derivedName } from './derived-names.ts';

const execution = {
  name: '0tsa93mahu8v',
  arn: 'arn:aws:sagemaker:us-west-2:123456789012:pipeline/P/execution/0tsa93mahu8v',
} as ExecutionRecord;
const step = (name: string, members: Partial<JobStep> = {}): JobStep => ({
  kind: 'job',
  type: 'Training',
  name,
  dependsOn: [],
  arguments: {},
  propertyFiles: [],
  retryPolicies: [],
  ...members,
});

/** What CreateTrainingJob takes. */
const JOB_NAME = /^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$/;

describe('The name of what a step makes', () => {
  it('tells the execution and the step, and ends in ten letters and digits', () => {
    expect(derivedName(execution, step('Train'), 1)).toMatch(/^pipelines-0tsa93mahu8v-Train-[A-Za-z0-9]{10}$/);
  });

  it('is the same at every look and another for every attempt, step and execution', () => {
    const names = [
      derivedName(execution, step('Train'), 1),
      derivedName(execution, step('Train'), 2),
      derivedName(execution, step('Test'), 1),
      derivedName({ ...execution, arn: `${execution.arn}x` }, step('Train'), 1),
    ];
    expect(derivedName(execution, step('Train'), 1)).toBe(names[0]);
    expect(new Set(names).size).toBe(names.length);
  });

  it.each(['x', '_x_', '-x-', 'x'.repeat(64), `${'x'.repeat(28)}-y`, 'a_b-c'])(
    'is a valid job name for step %s',
    (name) => {
      const job = derivedName(execution, step(name), 1);
      expect(job).toMatch(JOB_NAME);
      expect(job.length).toBeLessThanOrEqual(63);
    },
  );

  it('begins with the name that the definition gives', () => {
    const named = step('Train', { arguments: { TrainingJobName: 'my-training' } });
    expect(derivedName(execution, named, 1)).toMatch(/^my-training-0tsa93mahu8v-[A-Za-z0-9]{10}$/);
    const long = step('Train', { arguments: { TrainingJobName: 'y'.repeat(63) } });
    expect(derivedName(execution, long, 1)).toMatch(JOB_NAME);
  });

  it('is a client token for a model package', () => {
    expect(derivedName(execution, step('Register', { type: 'RegisterModel' }), 1)).toMatch(/^[a-f0-9]{32}$/);
  });
});
