import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { resourceLimitExceeded, validationException } from '../../src/api/errors.ts';
import { ServiceError } from '../../src/base/errors.ts';
import { tagOf } from '../support/held-jobs.ts';
import { conditionStep, failStep, processingStep, registerStep, trainingStep } from '../support/pipeline-steps.ts';
import { openPipelineWorld, type PipelineWorld, ROLE } from '../support/pipeline-world.ts';
import { forEachStore } from '../support/stores.ts';

const get = (path: string) => ({ Get: path });
const EXECUTION_FAILURE = 'Step failure: One or multiple steps failed.';

forEachStore('Pipeline executions', (open) => {
  let world: PipelineWorld;
  beforeAll(async () => {
    world = await openPipelineWorld(await open());
  });
  afterAll(() => world.close());
  beforeEach(() => {
    world.jobs.fate = () => ({ status: 'Completed' });
    world.jobs.onCreated = () => {};
    world.jobs.refusals.length = 0;
  });

  /** Creates, starts and waits; gives the execution with its steps. */
  async function run(steps: unknown[], members: Record<string, unknown> = {}, start: Record<string, unknown> = {}) {
    const arn = await world.startExecution(await world.create({ Steps: steps, ...members }), start);
    const { PipelineExecutionStatus: status, FailureReason: reason } = await world.ended(arn);
    return { arn, status, reason, steps: await world.steps(arn) };
  }

  const jobOf = (step: string) => vi.waitFor(() => world.jobs.ofStep(step) ?? Promise.reject(new Error('not yet')));
  const running = (arn: string, step: string) =>
    vi.waitFor(async () => expect((await world.steps(arn))[step]?.StepStatus).toBe('Executing'));

  async function writeJson(key: string, value: unknown): Promise<void> {
    await world.objects.write(world.bucket, key, Buffer.from(JSON.stringify(value)));
  }

  /** A processing step with a report that lies at `key`, as a property file. */
  const reportStep = (name: string, key: string) =>
    processingStep(
      name,
      { PropertyFiles: [{ PropertyFileName: 'Report', OutputName: 'evaluation', FilePath: 'report.json' }] },
      {
        ProcessingOutputConfig: {
          Outputs: [
            {
              OutputName: 'evaluation',
              S3Output: {
                S3Uri: `s3://${world.bucket}/${key}`,
                LocalPath: '/opt/ml/processing/evaluation',
                S3UploadMode: 'EndOfJob',
              },
            },
          ],
        },
      },
    );
  const report = (step: string, path: string) => ({
    'Std:JsonGet': { PropertyFile: get(`Steps.${step}.PropertyFiles.Report`), Path: path },
  });

  it('train, evaluate, judge by a property file, register and make a model', async () => {
    const group = 'models-of-pipelines';
    await world.call('CreateModelPackageGroup', { ModelPackageGroupName: group });
    await writeJson('eval/report.json', { metrics: { accuracy: { value: 0.93 } } });
    const modelUri = `s3://${world.bucket}/model.tar.gz`;
    await world.objects.write(world.bucket, 'model.tar.gz', Buffer.from('model'));
    world.jobs.fate = () => ({ status: 'Completed', members: { ModelArtifacts: { S3ModelArtifacts: modelUri } } });
    const modelData = get('Steps.Train.ModelArtifacts.S3ModelArtifacts');
    const { arn, status, steps } = await run(
      [
        trainingStep('Train'),
        { ...reportStep('Evaluate', 'eval'), DependsOn: ['Train'] },
        conditionStep(
          'Judge',
          [
            {
              Type: 'GreaterThanOrEqualTo',
              LeftValue: report('Evaluate', 'metrics.accuracy.value'),
              RightValue: get('Parameters.Threshold'),
            },
          ],
          [
            registerStep('Register', group, modelData),
            {
              Name: 'Make_Model',
              Type: 'Model',
              Arguments: { ExecutionRoleArn: ROLE, PrimaryContainer: { Image: 'sklearn:1', ModelDataUrl: modelData } },
            },
          ],
          [failStep('TooBad', 'not good enough')],
        ),
      ],
      { Parameters: [{ Name: 'Threshold', Type: 'Float', DefaultValue: 0.9 }] },
    );
    expect(status).toBe('Succeeded');
    expect(Object.keys(steps)).toEqual(['Make_Model', 'Register', 'Judge', 'Evaluate', 'Train']);
    expect(steps['Judge']?.Metadata).toEqual({ Condition: { Outcome: 'True' } });
    const shown = await world.call('DescribeModelPackage', {
      ModelPackageName: steps['Register']?.Metadata?.RegisterModel?.Arn ?? '',
    });
    expect(shown.InferenceSpecification?.Containers?.[0]?.ModelDataUrl).toBe(modelUri);
    expect(shown.MetadataProperties?.GeneratedBy).toBe(arn);
    expect(steps['Make_Model']?.Metadata?.Model?.Arn).toMatch(
      /:model\/pipelines-[a-z0-9]{12}-make-model-[a-z0-9]{10}$/,
    );
  });

  it('read property files in the name of their role', async () => {
    await writeJson('hidden/report.json', { value: 1 });
    const readers = new Set<string>();
    world.onS3 = (action, resource, { principal }) => {
      readers.add(`${principal.kind} ${principal.arn.split('/')[1]} ${action} ${resource.split('/').at(-1)}`);
      throw new ServiceError('AccessDenied', 'not the role’s');
    };
    const judge = { Type: 'Equals', LeftValue: report('Evaluate', 'value'), RightValue: 1 };
    const { status, steps } = await run([
      reportStep('Evaluate', 'hidden'),
      conditionStep('Judge', [judge], [failStep('Yes', 'yes')], []),
    ]);
    world.onS3 = () => {};
    expect(status).toBe('Failed');
    expect(steps['Judge']?.FailureReason).toContain('not the role’s');
    expect([...readers]).toEqual(['assumed-role pipeline s3:GetObject report.json']);
  });

  it('make jobs as their role, named and tagged after the execution and the step', async () => {
    const tags = [{ Key: 'team', Value: 'a' }];
    const { arn, steps } = await run([trainingStep('Tagged', {}, { Tags: tags })]);
    const job = await jobOf('Tagged');
    const id = arn.split('/').at(-1) ?? '';
    expect(arn).toMatch(/:pipeline\/Pipe-[a-z0-9]{10}\/execution\/[a-z0-9]{12}$/);
    expect(job.name).toMatch(new RegExp(`^pipelines-${id}-Tagged-[A-Za-z0-9]{10}$`));
    expect(job.context.principal.arn).toMatch(new RegExp(`assumed-role/pipeline/sagemaker-pipeline-${id}-Tagged$`));
    expect([tagOf(job, 'team'), tagOf(job, 'sagemaker:pipeline-execution-arn')]).toEqual(['a', arn]);
    expect(steps['Tagged']).toMatchObject({
      StepStatus: 'Succeeded',
      AttemptCount: 1,
      Metadata: { TrainingJob: { Arn: job.arn } },
    });
  });

  it('give steps their parameters, variables and the properties of other steps', async () => {
    const environment = {
      Environment: {
        COUNT: get('Parameters.Count'),
        ID: get('Execution.PipelineExecutionId'),
        STARTED: get('Execution.StartDateTime'),
        JOB: get('Execution.TrainingJobName'),
        BEFORE: get('Steps.First.ProcessingJobName'),
        ON: { 'Std:Join': { On: '/', Values: ['s3:/', get('Steps.Check.Outcome'), get('Parameters.Count')] } },
      },
    };
    const always = { Type: 'Equals', LeftValue: 1, RightValue: 1 };
    const { arn, status } = await run(
      [processingStep('First'), conditionStep('Check', [always]), trainingStep('Second', {}, environment)],
      { Parameters: [{ Name: 'Count', Type: 'Integer', DefaultValue: 1 }] },
      { PipelineParameters: [{ Name: 'Count', Value: '7' }] },
    );
    expect(status).toBe('Succeeded');
    const second = await jobOf('Second');
    expect(second.request['Environment']).toEqual({
      COUNT: '7',
      ID: arn.split('/').at(-1),
      STARTED: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      JOB: second.name,
      BEFORE: (await jobOf('First')).name,
      ON: 's3://true/7',
    });
  });

  it('end with a Fail step whose message is the reason, and start nothing after it', async () => {
    const message = { 'Std:Join': { On: ' ', Values: ['accuracy below', get('Parameters.Threshold')] } };
    const { status, reason, steps } = await run([failStep('Stop', message), trainingStep('Never')], {
      Parameters: [{ Name: 'Threshold', Type: 'Float', DefaultValue: 0.5 }],
    });
    expect([status, reason]).toEqual(['Failed', EXECUTION_FAILURE]);
    expect(Object.keys(steps)).toEqual(['Stop']);
    expect(steps['Stop']).toMatchObject({
      StepStatus: 'Failed',
      FailureReason: 'accuracy below 0.5',
      Metadata: { Fail: { ErrorMessage: 'accuracy below 0.5' } },
    });
  });

  it('let running steps go on when one fails, begin no others, and fail when the last has ended', async () => {
    world.jobs.fate = (job) =>
      tagOf(job, 'sagemaker:pipeline-step-name') === 'Breaks'
        ? { status: 'Failed', members: { FailureReason: 'AlgorithmError: exit code 3' } }
        : 'hold';
    const name = await world.create({
      Steps: [trainingStep('Runs'), trainingStep('Breaks'), trainingStep('After', { DependsOn: ['Runs'] })],
    });
    const arn = await world.startExecution(name);
    await vi.waitFor(async () => expect((await world.steps(arn))['Breaks']?.StepStatus).toBe('Failed'));
    const { PipelineExecutionStatus: meanwhile } = await world.call('DescribePipelineExecution', {
      PipelineExecutionArn: arn,
    });
    expect(meanwhile).toBe('Executing');
    await world.jobs.finish(await jobOf('Runs'), 'Completed');
    expect((await world.ended(arn)).PipelineExecutionStatus).toBe('Failed');
    const steps = await world.steps(arn);
    expect(Object.keys(steps).sort()).toEqual(['Breaks', 'Runs']);
    expect(steps['Breaks']?.FailureReason).toBe('ClientError: AlgorithmError: exit code 3');
  });

  it('tell why a job could not be created, and leave no metadata then', async () => {
    world.jobs.refusals.push(validationException('No such image.'));
    const { arn, status, steps } = await run([trainingStep('Refused')]);
    expect(status).toBe('Failed');
    expect(steps['Refused']).toMatchObject({ StepStatus: 'Failed', Metadata: {}, AttemptCount: 1 });
    expect(steps['Refused']?.FailureReason).toBe(
      'ClientError: Failed to invoke sagemaker:CreateTrainingJob. Error Details: No such image.',
    );
    world.jobs.refusals.push(resourceLimitExceeded('The account-level service limit is 0.'));
    const limited = await run([trainingStep('Limited')]);
    expect(limited.steps['Limited']?.FailureReason).toBe(
      `ClientError: Failed to invoke sagemaker:CreateTrainingJob. Error Details: The account-level service limit is 0.\n` +
        `Retry not appropriate on execution of step with PipelineExecutionArn ${limited.arn} and StepId Limited. ` +
        'No retry policy configured for the exception type SAGEMAKER_RESOURCE_LIMIT.',
    );
    expect(arn).not.toBe(limited.arn);
  });

  it('refuse arguments that the operation refuses once they are evaluated', async () => {
    const { steps } = await run(
      [trainingStep('Many', {}, { ResourceConfig: { InstanceCount: get('Parameters.N'), VolumeSizeInGB: 1 } })],
      { Parameters: [{ Name: 'N', Type: 'Integer', DefaultValue: -1 }] },
    );
    expect(steps['Many']?.FailureReason).toMatch(/Error Details: 1 validation error detected: Value '-1' at/);
  });

  it('try a create call again that a fault of the server met, under the same name', async () => {
    world.jobs.refusals.push(new ServiceError('InternalFailure', 'try again', 500));
    const before = world.jobs.attempts.length;
    const { status, steps } = await run([trainingStep('Shaky')]);
    expect(status).toBe('Succeeded');
    expect(steps['Shaky']?.AttemptCount).toBe(2);
    const [first, second] = world.jobs.attempts.slice(before);
    expect(second).toBe(first);
  });

  it('run a job again under another name where a retry policy covers how it ended', async () => {
    let runs = 0;
    world.jobs.fate = () =>
      runs++ === 0
        ? { status: 'Failed', members: { FailureReason: 'CapacityError: none left' } }
        : { status: 'Completed' };
    const policy = { ExceptionType: ['SageMaker.CAPACITY_ERROR'], IntervalSeconds: 1, BackoffRate: 0, MaxAttempts: 1 };
    const { arn, status, steps } = await run([trainingStep('Again', { RetryPolicies: [policy] })]);
    expect(status).toBe('Succeeded');
    expect(steps['Again']?.AttemptCount).toBe(2);
    const names = [...world.jobs.jobs.values()].filter((job) => tagOf(job, 'sagemaker:pipeline-execution-arn') === arn);
    expect(new Set(names.map(({ name }) => name)).size).toBe(2);
  });

  it.each([
    ['is missing', undefined, /^ClientError: Failed to read the file s3:\/\/.+\/report\.json: /],
    ['is no JSON', 'not json', /is not valid JSON\.$/],
    ['is larger than 2 MB', `"${'x'.repeat(2 * 1024 * 1024)}"`, /has 2097154 bytes; at most 2097152 are allowed\.$/],
    ['lacks the path', '{"metrics": {}}', /^ClientError: The JSON path 'metrics\.accuracy' does not exist in s3:/],
  ])('fail the step that reads a property file which %s', async (what, content, message) => {
    const key = `reports/${what.replaceAll(' ', '-')}`;
    if (content !== undefined) await world.objects.write(world.bucket, `${key}/report.json`, Buffer.from(content));
    const { status, steps } = await run([
      reportStep('Evaluate', key),
      conditionStep('Judge', [{ Type: 'Equals', LeftValue: report('Evaluate', 'metrics.accuracy'), RightValue: 1 }]),
    ]);
    expect(status).toBe('Failed');
    expect(steps['Judge']?.FailureReason).toMatch(message);
  });

  it('leave out what only the branch that was not taken would lead to, and succeed', async () => {
    const never = { Type: 'Equals', LeftValue: 1, RightValue: 2 };
    const { status, steps } = await run([
      conditionStep('If', [never], [trainingStep('Yes')], [trainingStep('No')]),
      trainingStep('AfterIf', { DependsOn: ['If'] }),
      trainingStep('AfterYes', { DependsOn: ['Yes'] }),
      trainingStep('AfterNo', { DependsOn: ['No'] }),
    ]);
    expect(status).toBe('Succeeded');
    expect(Object.keys(steps).sort()).toEqual(['AfterIf', 'AfterNo', 'If', 'No']);
    expect(steps['If']?.Metadata?.Condition?.Outcome).toBe('False');
  });

  it('stop: running jobs are stopped, nothing begins, and the execution ends Stopped', async () => {
    world.jobs.fate = () => 'hold';
    const name = await world.create({ Steps: [trainingStep('Long'), trainingStep('Next', { DependsOn: ['Long'] })] });
    const arn = await world.startExecution(name);
    await running(arn, 'Long');
    await world.stopExecution(arn);
    await world.stopExecution(arn);
    expect((await world.ended(arn)).PipelineExecutionStatus).toBe('Stopped');
    const steps = await world.steps(arn);
    expect(Object.keys(steps)).toEqual(['Long']);
    expect(steps['Long']?.StepStatus).toBe('Stopped');
    expect((await jobOf('Long')).status).toBe('Stopped');
    await expect(world.stopExecution(arn)).rejects.toMatchObject({ code: 'ConflictException' });
  });

  it('stop what a killed server has started without writing it down', async () => {
    world.jobs.fate = () => 'hold';
    const name = await world.create({ Steps: [trainingStep('Orphan')] });
    const killed = new Promise<void>((done) => {
      world.jobs.onCreated = () => {
        world.kill();
        done();
      };
    });
    const arn = await world.startExecution(name);
    await killed;
    await world.stopExecution(arn);
    await world.restart();
    expect((await world.ended(arn)).PipelineExecutionStatus).toBe('Stopped');
    expect((await jobOf('Orphan')).status).toBe('Stopped');
  });

  it('fail a step whose job somebody else has stopped', async () => {
    world.jobs.fate = () => ({ status: 'Stopped' });
    const { status, steps } = await run([trainingStep('Taken')]);
    expect(status).toBe('Failed');
    expect(steps['Taken']?.FailureReason).toMatch(/was stopped, but not by this pipeline execution/);
  });

  it('run as many steps at a time as they may, and more once that is raised', async () => {
    world.jobs.fate = () => 'hold';
    const name = await world.create(
      { Steps: ['A', 'B', 'C', 'D'].map((step) => trainingStep(`Par${step}`)) },
      { ParallelismConfiguration: { MaxParallelExecutionSteps: 3 } },
    );
    const arn = await world.startExecution(name, { ParallelismConfiguration: { MaxParallelExecutionSteps: 1 } });
    await running(arn, 'ParA');
    expect(Object.keys(await world.steps(arn))).toEqual(['ParA']);
    await world.call('UpdatePipelineExecution', {
      PipelineExecutionArn: arn,
      ParallelismConfiguration: { MaxParallelExecutionSteps: 2 },
    });
    await running(arn, 'ParB');
    expect(Object.keys(await world.steps(arn))).toHaveLength(2);
    world.jobs.fate = () => ({ status: 'Completed' });
    for (const step of ['ParA', 'ParB']) await world.jobs.finish(await jobOf(step), 'Completed');
    expect((await world.ended(arn)).PipelineExecutionStatus).toBe('Succeeded');
    expect(Object.keys(await world.steps(arn))).toHaveLength(4);
  });

  it('take the result of an equal step that ran before, while it is fresh', async () => {
    const members = (depth: string) => ({ HyperParameters: { depth: get('Parameters.Depth'), fixed: depth } });
    const cached = { CacheConfig: { Enabled: true, ExpireAfter: '1h' } };
    const name = await world.create({
      Parameters: [{ Name: 'Depth', Type: 'Integer', DefaultValue: 3 }],
      Steps: [
        trainingStep('Cached', cached, members('x')),
        trainingStep('Uses', {}, { Environment: { JOB: get('Steps.Cached.TrainingJobName') } }),
      ],
    });
    const first = await world.startExecution(name);
    await world.ended(first);
    const job = await jobOf('Cached');
    const second = await world.startExecution(name);
    expect((await world.ended(second)).PipelineExecutionStatus).toBe('Succeeded');
    expect((await world.steps(second))['Cached']).toMatchObject({
      StepStatus: 'Succeeded',
      CacheHitResult: { SourcePipelineExecutionArn: first },
      Metadata: { TrainingJob: { Arn: job.arn } },
    });
    expect((await jobOf('Uses')).request['Environment']).toEqual({ JOB: job.name });
    const other = await world.startExecution(name, { PipelineParameters: [{ Name: 'Depth', Value: '4' }] });
    await world.ended(other);
    expect((await world.steps(other))['Cached']?.CacheHitResult).toBeUndefined();
    expect((await jobOf('Cached')).name).not.toBe(job.name);
  });

  it('keep the definition they were started with', async () => {
    world.jobs.fate = () => 'hold';
    const name = await world.create({ Steps: [trainingStep('Old'), trainingStep('OldToo', { DependsOn: ['Old'] })] });
    const arn = await world.startExecution(name);
    await running(arn, 'Old');
    const replacement = JSON.stringify({ Version: '2020-12-01', Steps: [failStep('New', 'x')] });
    await world.call('UpdatePipeline', { PipelineName: name, PipelineDefinition: replacement });
    await world.restart();
    world.jobs.fate = () => ({ status: 'Completed' });
    await world.jobs.finish(await jobOf('Old'), 'Completed');
    expect((await world.ended(arn)).PipelineExecutionStatus).toBe('Succeeded');
    const shown = await world.call('DescribePipelineDefinitionForExecution', { PipelineExecutionArn: arn });
    expect(shown.PipelineDefinition).toContain('OldToo');
    expect((await world.call('DescribePipeline', { PipelineName: name })).PipelineDefinition).toBe(replacement);
  });

  it('make the group that a package is registered in when there is none, once for two steps', async () => {
    const group = 'made-by-a-pipeline';
    const { status } = await run([
      registerStep('One', group, `s3://${world.bucket}/one.tar.gz`),
      registerStep('Two', group, `s3://${world.bucket}/two.tar.gz`),
    ]);
    expect(status).toBe('Succeeded');
    const { ModelPackageSummaryList: versions } = await world.call('ListModelPackages', {
      ModelPackageGroupName: group,
    });
    expect(versions?.map((version) => version.ModelPackageVersion).sort()).toEqual([1, 2]);
  });

  it('make no second version of a package when the server dies after the first', async () => {
    const group = 'packages-once';
    await world.call('CreateModelPackageGroup', { ModelPackageGroupName: group });
    const modelData = { 'Std:Join': { On: '/', Values: ['s3://bucket', get('Execution.CurrentDateTime')] } };
    const name = await world.create({ Steps: [registerStep('Register', group, modelData)] });
    const seen = vi.fn();
    world.onInvoked = (operation) => {
      if (operation !== 'CreateModelPackage' || seen.mock.calls.length > 0) return;
      seen();
      world.kill();
      setTimeout(() => void world.restart(), 5);
    };
    const arn = await world.startExecution(name);
    expect((await world.ended(arn)).PipelineExecutionStatus).toBe('Succeeded');
    expect(seen).toHaveBeenCalledOnce();
    const { ModelPackageSummaryList: versions } = await world.call('ListModelPackages', {
      ModelPackageGroupName: group,
    });
    expect(versions).toHaveLength(1);
    world.onInvoked = () => {};
  });
});
