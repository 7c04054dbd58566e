import { afterAll, beforeAll, expect, it } from 'vitest';
import { randomLowerId } from '../../src/base/ids.ts';
import { processingStep, registerStep, trainingStep } from '../support/pipeline-steps.ts';
import { openPipelineWorld, type PipelineWorld } from '../support/pipeline-world.ts';
import { forEachStore } from '../support/stores.ts';

forEachStore('The experiment of a pipeline execution', (open) => {
  let world: PipelineWorld;
  beforeAll(async () => {
    world = await openPipelineWorld(await open());
    world.jobs.fate = () => ({ status: 'Completed' });
  });
  afterAll(() => world.close());

  const byDefault = {
    ExperimentName: { Get: 'Execution.PipelineName' },
    TrialName: { Get: 'Execution.PipelineExecutionId' },
  };

  async function run(pipeline: string) {
    const arn = await world.startExecution(pipeline);
    const { PipelineExecutionStatus: status } = await world.ended(arn);
    return { arn, status, trial: arn.split('/').at(-1) ?? '' };
  }
  /** A pipeline of two jobs, `Prepare` and `Train`. */
  const create = (PipelineExperimentConfig: unknown, more: unknown[] = []) =>
    world.create({ PipelineExperimentConfig, Steps: [processingStep('Prepare'), trainingStep('Train'), ...more] });
  const configOf = (step: string) => world.jobs.ofStep(step)?.request['ExperimentConfig'];

  it('is made with a trial of each execution, which every job is told, and nothing else', async () => {
    const group = `Group-${randomLowerId(6)}`;
    await world.call('CreateModelPackageGroup', { ModelPackageGroupName: group });
    const pipeline = await create(byDefault, [registerStep('Register', group, 's3://bucket/model.tar.gz')]);
    const [first, second] = [await run(pipeline), await run(pipeline)];
    const ExperimentName = pipeline.toLowerCase();
    expect([first.status, second.status]).toEqual(['Succeeded', 'Succeeded']);
    for (const step of ['Prepare', 'Train']) {
      expect(configOf(step)).toEqual({ ExperimentName, TrialName: second.trial });
    }
    const { TrialSummaries } = await world.call('ListTrials', { ExperimentName });
    expect(TrialSummaries?.map(({ TrialName }) => TrialName).sort()).toEqual([first.trial, second.trial].sort());
  });

  it('keeps the name that a step gives its component, and an experiment and a trial that are there', async () => {
    const names = { ExperimentName: `exp-${randomLowerId(6)}`, TrialName: `Trial-${randomLowerId(6)}` };
    await world.call('CreateExperiment', { ExperimentName: names.ExperimentName, Description: 'mine' });
    await world.call('CreateTrial', names);
    const step = trainingStep('Shown', {}, { ExperimentConfig: { TrialComponentDisplayName: 'Shown' } });
    const pipeline = await world.create({ PipelineExperimentConfig: names, Steps: [step] });
    expect((await run(pipeline)).status).toBe('Succeeded');
    expect(configOf('Shown')).toEqual({ ...names, TrialComponentDisplayName: 'Shown' });
    const shown = await world.call('DescribeExperiment', { ExperimentName: names.ExperimentName });
    expect(shown.Description).toBe('mine');
  });

  it('is done without when it is not wanted, not valid, or another has the trial', async () => {
    const TrialName = `Trial-${randomLowerId(6)}`;
    const ExperimentName = `exp-${randomLowerId(6)}`;
    await world.call('CreateExperiment', { ExperimentName });
    await world.call('CreateTrial', { ExperimentName, TrialName });
    const configs = [
      null,
      { ExperimentName: 'no_such_name!', TrialName: 'trial' },
      { ExperimentName: `exp-${randomLowerId(6)}`, TrialName },
    ];
    for (const config of configs) {
      expect((await run(await create(config))).status).toBe('Succeeded');
      expect(configOf('Prepare')).toBeUndefined();
      expect(configOf('Train')).toBeUndefined();
    }
  });
});
