import { beforeAll, expect, it } from 'vitest';
import type { ExperimentConfig, SageMakerOperations } from '../../src/api/generated/sagemaker-types.ts';
import { PageTokens } from '../../src/api/page-tokens.ts';
import { randomLowerId } from '../../src/base/ids.ts';
import { experimentsDomain, trainingComponent } from '../../src/services/experiments/index.ts';
import type { SqlStore } from '../../src/store/sql/sql-store.ts';
import { ACCOUNT, callContext, caller, ManualClock, REGION } from '../support/callers.ts';
import { forEachStore } from '../support/stores.ts';

const arnOf = (resource: string) => `arn:aws:sagemaker:${REGION}:${ACCOUNT}:${resource}`;
const SCOPE = { account: ACCOUNT, region: REGION };

type Job = Parameters<typeof trainingComponent>[0];

forEachStore('Trial components of jobs', (open) => {
  const clock = new ManualClock();
  let store: SqlStore;
  let call: ReturnType<typeof caller<SageMakerOperations>>;
  let domain: ReturnType<typeof experimentsDomain>;

  beforeAll(async () => {
    store = await open();
    domain = experimentsDomain({ store, tokens: new PageTokens(new Uint8Array(32)), clock });
    call = caller(domain.handlers);
  });

  const newJob = (members: Partial<Job> = {}): Job => {
    const TrainingJobName = `Job-${randomLowerId(8)}`;
    return {
      TrainingJobName,
      TrainingJobArn: arnOf(`training-job/${TrainingJobName.toLowerCase()}`),
      TrainingJobStatus: 'InProgress',
      SecondaryStatus: 'Starting',
      StoppingCondition: { MaxRuntimeInSeconds: 60 },
      CreationTime: clock.nowMs() / 1000,
      HyperParameters: { epochs: '3' },
      ...members,
    };
  };
  const nameOf = (job: Job) => `${job.TrainingJobName}-aws-training-job`;
  const create = (job: Job) => store.transaction((tx) => domain.recorder.created(tx, SCOPE, trainingComponent(job)));
  const change = (job: Job) => store.transaction((tx) => domain.recorder.changed(tx, SCOPE, trainingComponent(job)));
  const describe = (job: Job) => call('DescribeTrialComponent', { TrialComponentName: nameOf(job) });
  const ended = (job: Job): Job => ({
    ...job,
    TrainingJobStatus: 'Completed',
    SecondaryStatus: 'Completed',
    TrainingStartTime: 10,
    TrainingEndTime: 20,
    ModelArtifacts: { S3ModelArtifacts: 's3://b/model.tar.gz' },
    FinalMetricDataList: [{ MetricName: 'loss', Value: 0.5, Timestamp: 19 }],
  });

  async function created(ExperimentConfig?: ExperimentConfig): Promise<Job> {
    const job = newJob({ ExperimentConfig });
    await create(job);
    return job;
  }

  async function newTrial() {
    const ExperimentName = `exp-${randomLowerId(8)}`;
    const TrialName = `trial-${randomLowerId(8)}`;
    await call('CreateExperiment', { ExperimentName });
    await call('CreateTrial', { TrialName, ExperimentName });
    return { ExperimentName, TrialName };
  }

  async function trialsOf(job: Job) {
    const { TrialSummaries } = await call('ListTrials', { TrialComponentName: nameOf(job) });
    return TrialSummaries?.map((summary) => summary.TrialName);
  }

  it('are found by the ARN of the job and belong to nobody and to no trial', async () => {
    const job = await created();
    const { TrialComponentSummaries } = await call('ListTrialComponents', { SourceArn: job.TrainingJobArn });
    const Source = { SourceArn: job.TrainingJobArn, SourceType: 'SageMakerTrainingJob' };
    expect(TrialComponentSummaries).toMatchObject([
      {
        TrialComponentName: nameOf(job),
        TrialComponentArn: arnOf(`experiment-trial-component/${nameOf(job).toLowerCase()}`),
        DisplayName: nameOf(job),
        TrialComponentSource: Source,
        Status: {
          PrimaryStatus: 'InProgress',
          Message: 'Status: InProgress, secondary status: Starting, failure reason: .',
        },
      },
    ]);
    const shown = await describe(job);
    expect(shown).toMatchObject({ Source, Parameters: { epochs: { NumberValue: 3 } } });
    expect(shown.CreatedBy).toBeUndefined();
    expect(await trialsOf(job)).toEqual([]);
    expect(await domain.findLineageEntity(shown.TrialComponentArn ?? '')).toMatchObject({
      name: nameOf(job),
      type: 'SageMakerTrainingJob',
    });
  });

  it('follow the job to its end, and keep what callers have added', async () => {
    const job = await created();
    await call('UpdateTrialComponent', {
      TrialComponentName: nameOf(job),
      Parameters: { mine: { StringValue: 'x' } },
      OutputArtifacts: { report: { Value: 's3://b/report' } },
    });
    clock.advance(1000);
    await change(ended(job));
    const shown = await describe(job);
    expect(shown).toMatchObject({
      Status: { PrimaryStatus: 'Completed' },
      StartTime: 10,
      EndTime: 20,
      LastModifiedTime: clock.nowMs() / 1000,
      Parameters: { epochs: { NumberValue: 3 }, mine: { StringValue: 'x' } },
      OutputArtifacts: {
        report: { Value: 's3://b/report' },
        'SageMaker.ModelArtifact': { Value: 's3://b/model.tar.gz' },
      },
      Metrics: [{ MetricName: 'loss', SourceArn: job.TrainingJobArn, TimeStamp: 19, Last: 0.5, Count: 1 }],
    });
    clock.advance(1000);
    await change(ended(job));
    expect(await describe(job)).toEqual(shown);
  });

  it('have statistics of every value that the job reported, not only of the last one', async () => {
    const job = await created();
    const samples = [4, 2, 0.5].map((value, index) => ({ name: 'loss', value, timestampMs: 17_000 + index * 1000 }));
    await store.transaction((tx) =>
      domain.recorder.measured(tx, SCOPE, job.TrainingJobArn, [
        ...samples,
        { name: 'loss', value: Number.NaN, timestampMs: 20_000 },
      ]),
    );
    await change(ended(job));
    expect((await describe(job)).Metrics).toMatchObject([{ Count: 3, Min: 0.5, Max: 4, Last: 0.5 }]);
  });

  it('are put into the trial that the ExperimentConfig names', async () => {
    const { ExperimentName, TrialName } = await newTrial();
    const job = await created({ ExperimentName, TrialName, TrialComponentDisplayName: 'Shown' });
    expect(await trialsOf(job)).toEqual([TrialName]);
    expect((await describe(job)).DisplayName).toBe('Shown');
    expect(await trialsOf(await created({ TrialName: TrialName.toUpperCase() }))).toEqual([TrialName]);
    expect(await trialsOf(await created({ TrialComponentDisplayName: 'alone' }))).toEqual([]);
  });

  it('get a trial of their own when only the experiment is named', async () => {
    const { ExperimentName, TrialName } = await newTrial();
    const first = await created({ ExperimentName });
    expect(await trialsOf(first)).toEqual([`${first.TrainingJobName}-aws-trial`]);
    const second = newJob({ ExperimentConfig: { ExperimentName } });
    await call('CreateTrial', { TrialName: `${second.TrainingJobName}-aws-trial`, ExperimentName });
    await create(second);
    const [own] = (await trialsOf(second)) ?? [];
    expect(own).toMatch(new RegExp(`^${second.TrainingJobName}-aws-trial-[a-z0-9]{6}$`));
    const { TrialSummaries } = await call('ListTrials', { ExperimentName });
    expect(TrialSummaries).toHaveLength(4);
    expect(TrialSummaries?.map((summary) => summary.TrialName)).toContain(TrialName);
  });

  it('become sources of the run that the ExperimentConfig names', async () => {
    const trial = await newTrial();
    const RunName = `run-${randomLowerId(8)}`;
    await call('CreateTrialComponent', { TrialComponentName: RunName });
    const job = await created({ ...trial, RunName });
    expect((await call('DescribeTrialComponent', { TrialComponentName: RunName })).Sources).toEqual([
      { SourceArn: job.TrainingJobArn, SourceType: 'SageMakerTrainingJob' },
    ]);
  });

  it('are refused with the job when the ExperimentConfig names what is not there', async () => {
    const { TrialName } = await newTrial();
    const other = await newTrial();
    const cases: [ExperimentConfig, string][] = [
      [{ ExperimentName: 'none' }, 'ResourceNotFound'],
      [{ TrialName: 'none' }, 'ResourceNotFound'],
      [{ TrialName, RunName: 'none' }, 'ResourceNotFound'],
      [{ TrialName, ExperimentName: other.ExperimentName }, 'ValidationException'],
    ];
    for (const [ExperimentConfig, code] of cases) {
      await expect(domain.recorder.checkConfig(SCOPE, ExperimentConfig)).rejects.toMatchObject({ code });
      const job = newJob({ ExperimentConfig });
      await expect(create(job)).rejects.toMatchObject({ code });
      await expect(describe(job)).rejects.toMatchObject({ code: 'ResourceNotFound' });
    }
    await domain.recorder.checkConfig(SCOPE, undefined);
    await domain.recorder.checkConfig(SCOPE, other);
    await expect(domain.recorder.checkConfig(callContext({ account: '210987654321' }), other)).rejects.toMatchObject({
      code: 'ResourceNotFound',
    });
  });

  it('do not stand in the way of a job: not when they are deleted, nor when their name is taken', async () => {
    const gone = await created();
    await call('DeleteTrialComponent', { TrialComponentName: nameOf(gone) });
    await change(ended(gone));
    await store.transaction((tx) =>
      domain.recorder.measured(tx, SCOPE, gone.TrainingJobArn, [{ name: 'm', value: 1, timestampMs: 1 }]),
    );
    await expect(describe(gone)).rejects.toMatchObject({ code: 'ResourceNotFound' });

    const taken = newJob();
    await call('CreateTrialComponent', { TrialComponentName: nameOf(taken), DisplayName: 'mine' });
    await create(taken);
    await change(ended(taken));
    const shown = await describe(taken);
    expect(shown).toMatchObject({ DisplayName: 'mine' });
    expect(shown.Status).toBeUndefined();
  });
});
