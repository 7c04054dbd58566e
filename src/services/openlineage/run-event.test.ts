import { describe, expect, it } from 'vitest';
import { runEvent } from './run-event.ts';
import type { RunFacts } from './run-facts.ts';
import { runIdOf } from './run-id.ts';

const SCOPE = { account: '123456789012', region: 'us-west-2' };
const facts: RunFacts = {
  runKey: 'arn:aws:sagemaker:us-west-2:123456789012:training-job/a 1700000000000',
  jobName: 'training-job/a',
  jobType: 'TRAINING_JOB',
  state: 'START',
  atMs: 1_700_000_000_123,
  arn: 'arn:aws:sagemaker:us-west-2:123456789012:training-job/a',
};
const eventOf = (more: Partial<RunFacts> = {}) => JSON.parse(runEvent(SCOPE, { ...facts, ...more }));

describe('a run event', () => {
  it('says what ran, when and as which run', () => {
    expect(eventOf()).toMatchObject({
      eventType: 'START',
      eventTime: '2023-11-14T22:13:20.123Z',
      schemaURL: 'https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent',
      run: { runId: runIdOf(facts.runKey), facets: { sagebrush_sagemaker: { arn: facts.arn } } },
      job: { namespace: 'arn:aws:sagemaker:us-west-2:123456789012', name: 'training-job/a' },
      inputs: [],
      outputs: [],
    });
  });

  it('has each place of data once, and images and code apart from them', () => {
    const inputs = [
      { uri: 's3://b/x', type: 'DataSet' },
      { uri: 's3://b/x/', type: 'DataSet' },
      { uri: 's3://b/code.tar.gz', type: 'Code' },
      { uri: 'registry/image:1', type: 'Image' },
    ];
    const event = eventOf({ inputs });
    expect(event.inputs).toEqual([{ namespace: 's3://b', name: 'x' }]);
    expect(event.run.facets.sagebrush_sagemaker).toMatchObject({
      images: ['registry/image:1'],
      code: ['s3://b/code.tar.gz'],
    });
  });

  it('names the run that it is a part of, and why it has failed', () => {
    const parent = { runKey: 'execution/Train', jobName: 'pipeline/p/Train' };
    const root = { runKey: 'execution', jobName: 'pipeline/p' };
    const { parent: parentFacet, errorMessage } = eventOf({ state: 'FAIL', parent, root, failureReason: 'too hot' }).run
      .facets;
    expect(parentFacet).toMatchObject({
      run: { runId: runIdOf('execution/Train') },
      job: { name: 'pipeline/p/Train' },
      root: { run: { runId: runIdOf('execution') } },
    });
    expect(errorMessage).toMatchObject({ message: 'too hot', programmingLanguage: 'PYTHON' });
  });
});

describe('the id of a run', () => {
  it('is a UUID that follows from what it is of, without regard to case', () => {
    expect(runIdOf('A')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(runIdOf('A')).toBe(runIdOf('a'));
    expect(runIdOf('a')).not.toBe(runIdOf('b'));
  });
});
