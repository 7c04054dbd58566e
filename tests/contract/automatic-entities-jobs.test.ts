import { afterAll, beforeAll, expect, it } from 'vitest';
import type { CreateProcessingJobRequest, CreateTrainingJobRequest } from '../../src/api/generated/sagemaker-types.ts';
import { randomLowerId } from '../../src/base/ids.ts';
import { ancestry, artifactOf } from '../support/ancestry.ts';
import { type JobWorld, openJobWorld } from '../support/job-world.ts';
import { forEachStore } from '../support/stores.ts';
import { IMAGE } from '../support/system-python.ts';

const CODE = '/opt/ml/processing/input/code';

forEachStore('What jobs leave behind by themselves', (open) => {
  let world: JobWorld;

  beforeAll(async () => {
    world = await openJobWorld(await open(), { stopGraceMs: 1_000 });
  });
  afterAll(() => world.close());

  const componentOf = (job: string, kind = 'training') =>
    world.call('DescribeTrialComponent', { TrialComponentName: `${job}-aws-${kind}-job` });

  async function trainingRequest(script: string, members: Partial<CreateTrainingJobRequest> = {}) {
    return {
      TrainingJobName: `Job-${randomLowerId(10)}`,
      RoleArn: world.role,
      OutputDataConfig: { S3OutputPath: `s3://${world.bucket}/models` },
      ResourceConfig: { InstanceType: 'ml.m5.large', InstanceCount: 1, VolumeSizeInGB: 1 },
      StoppingCondition: { MaxRuntimeInSeconds: 600 },
      AlgorithmSpecification: {
        TrainingImage: IMAGE,
        TrainingInputMode: 'File',
        MetricDefinitions: [{ Name: 'loss', Regex: 'loss=([0-9.]+)' }],
      },
      HyperParameters: { sagemaker_submit_directory: JSON.stringify(await world.putScript(script)), depth: '3' },
      ...members,
    } satisfies CreateTrainingJobRequest;
  }

  const channel = (ChannelName: string, S3Uri: string) => ({
    ChannelName,
    DataSource: { S3DataSource: { S3DataType: 'S3Prefix' as const, S3Uri } },
  });

  async function processingRequest(script: string, data: string) {
    const name = `Proc-${randomLowerId(10)}`;
    const input = (InputName: string, S3Uri: string, LocalPath: string) => ({
      InputName,
      S3Input: { S3Uri, LocalPath, S3DataType: 'S3Prefix' as const, S3InputMode: 'File' as const },
    });
    const output = (OutputName: string) => ({
      OutputName,
      S3Output: {
        S3Uri: `s3://${world.bucket}/${name}/${OutputName}`,
        LocalPath: `/opt/ml/processing/${OutputName}`,
        S3UploadMode: 'EndOfJob' as const,
      },
    });
    return {
      ProcessingJobName: name,
      AppSpecification: { ImageUri: IMAGE, ContainerEntrypoint: ['python3', `${CODE}/run.py`] },
      ProcessingResources: { ClusterConfig: { InstanceCount: 1, InstanceType: 'ml.m5.large', VolumeSizeInGB: 1 } },
      RoleArn: world.role,
      ProcessingInputs: [
        input('code', await world.put(`${name}/run.py`, script), CODE),
        input('raw', data, '/opt/ml/processing/raw'),
      ],
      ProcessingOutputConfig: { Outputs: [output('rows'), output('nothing')] },
    } satisfies CreateProcessingJobRequest;
  }

  it('tells from a model to the data and the code of every job that led to it', async () => {
    const raw = await world.put('raw/words.txt', 'sage and brush');
    const prepare = await processingRequest(
      "open('/opt/ml/processing/rows/rows.csv', 'w').write(open('/opt/ml/processing/raw/words.txt').read())",
      raw,
    );
    await world.call('CreateProcessingJob', prepare);
    expect(await world.untilProcessing(prepare.ProcessingJobName)).toMatchObject({ ProcessingJobStatus: 'Completed' });
    const rows = `s3://${world.bucket}/${prepare.ProcessingJobName}/rows`;
    const code = await world.putScript("open('/opt/ml/model/m', 'w').write('x')");
    const train = await trainingRequest('', {
      HyperParameters: { sagemaker_submit_directory: JSON.stringify(code) },
      InputDataConfig: [channel('train', rows)],
    });
    await world.call('CreateTrainingJob', train);
    const job = await world.untilTraining(train.TrainingJobName);
    const model = job.ModelArtifacts?.S3ModelArtifacts ?? '';
    expect(await ancestry(world.call, await artifactOf(world.call, model))).toEqual(
      [
        `Code ${code}`,
        `Code s3://${world.bucket}/${prepare.ProcessingJobName}/run.py`,
        `DataSet ${rows}`,
        `DataSet ${raw}`,
        `Image ${IMAGE}`,
        `ProcessingJob ${prepare.ProcessingJobName.toLowerCase()}-aws-processing-job`,
        `TrainingJob ${train.TrainingJobName.toLowerCase()}-aws-training-job`,
      ].sort(),
    );
    expect(await artifactOf(world.call, `s3://${world.bucket}/${prepare.ProcessingJobName}/nothing`)).toBe('');
  });

  it('shows a training job as a trial component, with statistics of every value of its metrics', async () => {
    const train = await trainingRequest("print('loss=4'); print('loss=2'); print('loss=0.5')");
    await world.call('CreateTrainingJob', train);
    expect(await componentOf(train.TrainingJobName)).toMatchObject({ Status: { PrimaryStatus: 'InProgress' } });
    const job = await world.untilTraining(train.TrainingJobName);
    expect(await componentOf(train.TrainingJobName)).toMatchObject({
      Source: { SourceArn: job.TrainingJobArn, SourceType: 'SageMakerTrainingJob' },
      Status: { PrimaryStatus: 'Completed' },
      StartTime: job.TrainingStartTime,
      EndTime: job.TrainingEndTime,
      Parameters: { depth: { NumberValue: 3 } },
      OutputArtifacts: { 'SageMaker.ModelArtifact': { Value: job.ModelArtifacts?.S3ModelArtifacts } },
      Metrics: [{ MetricName: 'loss', Count: 3, Min: 0.5, Max: 4, Last: 0.5 }],
    });
  });

  it('keeps what a failed job was made of, and says of a stopped one that it stops', async () => {
    const data = await world.put(`data/${randomLowerId(8)}.csv`, '1,2');
    const failing = await trainingRequest('raise SystemExit(3)', { InputDataConfig: [channel('train', data)] });
    await world.call('CreateTrainingJob', failing);
    await world.untilTraining(failing.TrainingJobName);
    const { TrialComponentArn = '', Status } = await componentOf(failing.TrainingJobName);
    expect(Status?.PrimaryStatus).toBe('Failed');
    expect(await ancestry(world.call, TrialComponentArn)).toContain(`DataSet ${data}`);
    expect(await ancestry(world.call, TrialComponentArn, 'Descendants')).toEqual([]);

    const endless = await trainingRequest('import time\nwhile True: time.sleep(0.05)');
    await world.call('CreateTrainingJob', endless);
    await world.untilTraining(endless.TrainingJobName, /Training$/);
    await world.call('StopTrainingJob', { TrainingJobName: endless.TrainingJobName });
    expect((await componentOf(endless.TrainingJobName)).Status?.PrimaryStatus).toMatch(/^Stop/);
    await world.untilTraining(endless.TrainingJobName);
    expect((await componentOf(endless.TrainingJobName)).Status?.PrimaryStatus).toBe('Stopped');
  });

  it('puts a job into the trial of its ExperimentConfig, and refuses one that is not there', async () => {
    const TrialName = `Trial-${randomLowerId(8)}`;
    const ExperimentName = `Exp-${randomLowerId(8)}`;
    await world.call('CreateExperiment', { ExperimentName });
    const request = await trainingRequest('print(1)', { ExperimentConfig: { ExperimentName, TrialName } });
    await expect(world.call('CreateTrainingJob', request)).rejects.toMatchObject({ code: 'ResourceNotFound' });
    await expect(world.call('DescribeTrainingJob', { TrainingJobName: request.TrainingJobName })).rejects.toMatchObject(
      { code: 'ValidationException' },
    );
    await world.call('CreateTrial', { TrialName, ExperimentName });
    await world.call('CreateTrainingJob', request);
    const { TrialComponentSummaries } = await world.call('ListTrialComponents', { TrialName });
    expect(TrialComponentSummaries).toMatchObject([
      { TrialComponentName: `${request.TrainingJobName}-aws-training-job` },
    ]);
    await world.untilTraining(request.TrainingJobName);
  });

  it('does not stand in the way of a job whose component was deleted', async () => {
    const request = await trainingRequest('import time; time.sleep(0.5)');
    await world.call('CreateTrainingJob', request);
    await world.call('DeleteTrialComponent', { TrialComponentName: `${request.TrainingJobName}-aws-training-job` });
    const job = await world.untilTraining(request.TrainingJobName);
    expect(job.TrainingJobStatus).toBe('Completed');
    expect(await artifactOf(world.call, job.ModelArtifacts?.S3ModelArtifacts ?? '')).toBe('');
    await expect(componentOf(request.TrainingJobName)).rejects.toMatchObject({ code: 'ResourceNotFound' });
  });
});
