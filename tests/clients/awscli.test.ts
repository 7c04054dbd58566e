import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { installedClis } from '../support/client-tools.ts';
import { outputOf, runProgram } from '../support/run-program.ts';
import { startTestServer, type TestServer } from '../support/server.ts';
import { shellEnvironment } from '../support/shell-environment.ts';

const PROJECT = fileURLToPath(new URL('../../examples/quickstart/', import.meta.url));
const IMAGE = '246618743249.dkr.ecr.us-west-2.amazonaws.com/sagemaker-scikit-learn:1.2-1-cpu-py3';
const ROLE = 'arn:aws:iam::123456789012:role/SagebrushExecutionRole';
const BUCKET = 'cli-bucket';
const FINAL = ['Succeeded', 'Failed', 'Stopped', 'Completed', 'InService'];

describe.each(installedClis())('$name', ({ program, readsEndpointVariable }) => {
  let server: TestServer;
  let directory: string;
  beforeAll(async () => {
    server = await startTestServer();
    directory = mkdtempSync('/tmp/sagebrush-cli-');
  });
  afterAll(async () => {
    await server.close();
    rmSync(directory, { recursive: true, force: true });
  });

  const endpoint = () => (readsEndpointVariable ? [] : ['--endpoint-url', server.endpoint]);
  const aws = (...args: string[]) => outputOf(program, [...endpoint(), ...args], server.environment);
  const awsJson = async (...args: string[]) => JSON.parse(await aws(...args, '--output', 'json'));
  /** Asks until the thing has come to an end, and fails on a bad one with all that is known of it. */
  const ended = async (field: string, ...args: string[]) => {
    for (;;) {
      const description = await awsJson(...args);
      if (description[field] === 'Failed') throw new Error(JSON.stringify(description));
      if (FINAL.includes(description[field])) return description;
      await sleep(100);
    }
  };

  it('knows who it is', async () => {
    expect(await awsJson('sts', 'get-caller-identity')).toMatchObject({ Account: '123456789012' });
    expect((await awsJson('iam', 'get-role', '--role-name', 'SagebrushExecutionRole')).Role.Arn).toBe(ROLE);
  });

  it('moves files to S3 and back', async () => {
    await aws('s3', 'mb', `s3://${BUCKET}`);
    await aws('s3', 'cp', `${PROJECT}ml`, `s3://${BUCKET}/code`, '--recursive');
    const archive = join(directory, 'sourcedir.tar.gz');
    execFileSync('tar', ['-czf', archive, '-C', `${PROJECT}ml/training`, 'train.py', 'inference.py']);
    await aws('s3', 'cp', archive, `s3://${BUCKET}/code/sourcedir.tar.gz`);
    expect(await aws('s3', 'ls', `s3://${BUCKET}/code/`)).toMatch(/PRE training\/[\s\S]* evaluate\.py/);
    await aws('s3', 'sync', `s3://${BUCKET}/code/training`, join(directory, 'back'));
    const script = readFileSync(join(directory, 'back/train.py'), 'utf8');
    expect(script).toBe(readFileSync(`${PROJECT}ml/training/train.py`, 'utf8'));
  });

  it('runs a processing job that writes the data', async () => {
    const code = '/opt/ml/processing/input/code';
    await aws(
      'sagemaker',
      'create-processing-job',
      '--cli-input-json',
      JSON.stringify({
        ProcessingJobName: 'extract',
        RoleArn: ROLE,
        AppSpecification: { ImageUri: IMAGE, ContainerEntrypoint: ['python3', `${code}/extract.py`] },
        ProcessingInputs: [
          {
            InputName: 'code',
            S3Input: {
              S3Uri: `s3://${BUCKET}/code/extract.py`,
              LocalPath: code,
              S3DataType: 'S3Prefix',
              S3InputMode: 'File',
            },
          },
        ],
        ProcessingOutputConfig: {
          Outputs: [
            {
              OutputName: 'data',
              S3Output: {
                S3Uri: `s3://${BUCKET}/data`,
                LocalPath: '/opt/ml/processing/data',
                S3UploadMode: 'EndOfJob',
              },
            },
          ],
        },
        ProcessingResources: { ClusterConfig: { InstanceCount: 1, InstanceType: 'ml.m5.large', VolumeSizeInGB: 1 } },
      }),
    );
    await ended('ProcessingJobStatus', 'sagemaker', 'describe-processing-job', '--processing-job-name', 'extract');
    expect(await aws('s3', 'ls', `s3://${BUCKET}/data/`)).toContain('breast-cancer.csv');
  });

  it('creates a pipeline, runs it and reads its logs', async () => {
    await aws('sagemaker', 'create-model-package-group', '--model-package-group-name', 'quickstart');
    await aws(
      ...['sagemaker', 'create-pipeline', '--pipeline-name', 'quickstart', '--role-arn', ROLE],
      ...['--pipeline-definition', `file://${PROJECT}pipeline.json`],
    );
    const parameters = { Prefix: `s3://${BUCKET}`, Image: IMAGE, Role: ROLE };
    const { PipelineExecutionArn: arn } = await awsJson(
      ...['sagemaker', 'start-pipeline-execution', '--pipeline-name', 'quickstart', '--pipeline-parameters'],
      ...Object.entries(parameters).map(([name, value]) => `Name=${name},Value=${value}`),
    );
    await ended('PipelineExecutionStatus', 'sagemaker', 'describe-pipeline-execution', '--pipeline-execution-arn', arn);
    const { PipelineExecutionSteps: steps } = await awsJson(
      ...['sagemaker', 'list-pipeline-execution-steps', '--pipeline-execution-arn', arn],
    );
    expect(steps.map((step: { StepName: string }) => step.StepName).sort()).toEqual([
      'Evaluate',
      'GoodEnough',
      'Prepare',
      'Register',
      'Train',
    ]);
    const { logStreams } = await awsJson(
      'logs',
      'describe-log-streams',
      '--log-group-name',
      '/aws/sagemaker/TrainingJobs',
    );
    const { events } = await awsJson(
      ...['logs', 'get-log-events', '--log-group-name', '/aws/sagemaker/TrainingJobs'],
      ...['--log-stream-name', logStreams[0].logStreamName, '--start-from-head'],
    );
    expect(events.map((event: { message: string }) => event.message).join('\n')).toContain('validation:accuracy=0.9');
  });

  it('approves the model, deploys it and asks it', async () => {
    const { ModelPackageSummaryList: packages } = await awsJson(
      ...['sagemaker', 'list-model-packages', '--model-package-group-name', 'quickstart'],
    );
    const arn = packages[0].ModelPackageArn;
    await aws('sagemaker', 'update-model-package', '--model-package-arn', arn, '--model-approval-status', 'Approved');
    await aws(
      ...['sagemaker', 'create-model', '--model-name', 'cli', '--execution-role-arn', ROLE],
      ...['--primary-container', `ModelPackageName=${arn}`],
    );
    await aws(
      ...['sagemaker', 'create-endpoint-config', '--endpoint-config-name', 'cli', '--production-variants'],
      'VariantName=all,ModelName=cli,InitialInstanceCount=1,InstanceType=ml.m5.large',
    );
    await aws('sagemaker', 'create-endpoint', '--endpoint-name', 'cli', '--endpoint-config-name', 'cli');
    await ended('EndpointStatus', 'sagemaker', 'describe-endpoint', '--endpoint-name', 'cli');

    const data = join(directory, 'breast-cancer.csv');
    await aws('s3', 'cp', `s3://${BUCKET}/data/breast-cancer.csv`, data);
    const [, row = ''] = readFileSync(data, 'utf8').split(/\r?\n/);
    const question = join(directory, 'question.csv');
    // As a file, because the second version of the CLI takes text on the command line for base64.
    writeFileSync(question, row.slice(row.indexOf(',') + 1));
    const answer = join(directory, 'answer.csv');
    await aws(
      ...['sagemaker-runtime', 'invoke-endpoint', '--endpoint-name', 'cli', '--content-type', 'text/csv'],
      ...['--accept', 'text/csv', '--body', `fileb://${question}`, answer],
    );
    const probability = Number(readFileSync(answer, 'utf8').trim());
    expect(probability >= 0.5).toBe(row.startsWith('1,'));
    await aws('sagemaker', 'delete-endpoint', '--endpoint-name', 'cli');
    await expect(aws('sagemaker', 'describe-endpoint', '--endpoint-name', 'cli')).rejects.toThrow(
      /Could not find endpoint|Deleting/,
    );
  });

  it('reaches services by their public names in the shell that sagebrush env makes', async () => {
    const { AWS_ENDPOINT_URL: _, ...environment } = await shellEnvironment(server);
    const identity = JSON.parse(
      await outputOf(program, ['sts', 'get-caller-identity', '--output', 'json'], environment),
    );
    expect(identity.Arn).toMatch(/:assumed-role\/SagebrushExecutionRole\//);
    expect(await outputOf(program, ['sagemaker', 'list-algorithms', '--output', 'json'], environment)).toContain('[]');
    // Version 1 calls SQS by its old name.
    const queue = ['sqs', 'create-queue', '--queue-name', `of-${program.replaceAll(/\W/g, '-').slice(-40)}`];
    expect(await outputOf(program, [...queue, '--output', 'json'], environment)).toContain('QueueUrl');
  });

  it('keeps records: experiments, lineage, repositories and metrics', async () => {
    const list = async (member: string, ...args: string[]) => (await awsJson(...args))[member].length;
    await aws('sagemaker', 'create-experiment', '--experiment-name', 'cli', '--tags', 'Key=team,Value=cli');
    await aws('sagemaker', 'create-trial', '--trial-name', 'cli', '--experiment-name', 'cli');
    expect(await list('TrialSummaries', 'sagemaker', 'list-trials', '--experiment-name', 'cli')).toBe(1);
    const { ArtifactArn: artifact } = await awsJson(
      ...['sagemaker', 'create-artifact', '--artifact-name', 'cli', '--artifact-type', 'DataSet'],
      ...['--source', 'SourceUri=s3://cli-bucket/records'],
    );
    const { ActionArn: action } = await awsJson(
      ...['sagemaker', 'create-action', '--action-name', 'cli', '--action-type', 'Test'],
      ...['--source', 'SourceUri=s3://cli-bucket/code'],
    );
    const edge = ['--source-arn', artifact, '--destination-arn', action];
    await aws('sagemaker', 'add-association', ...edge, '--association-type', 'ContributedTo');
    const walk = ['sagemaker', 'query-lineage', '--start-arns', action, '--direction', 'Ascendants', '--include-edges'];
    expect((await awsJson(...walk)).Edges).toEqual([
      { SourceArn: artifact, DestinationArn: action, AssociationType: 'ContributedTo' },
    ]);
    await aws(
      ...['sagemaker', 'create-code-repository', '--code-repository-name', 'cli'],
      ...['--git-config', 'RepositoryUrl=https://git.example.test/cli.git'],
    );
    expect(await list('CodeRepositorySummaryList', 'sagemaker', 'list-code-repositories')).toBe(1);
    await aws('cloudwatch', 'put-metric-data', '--namespace', 'cli', '--metric-name', 'loss', '--value', '0.5');
    expect((await awsJson('cloudwatch', 'list-metrics', '--namespace', 'cli')).Metrics).toEqual([
      { Namespace: 'cli', MetricName: 'loss', Dimensions: [] },
    ]);
  });

  it('is told what is wrong in the words of AWS', async () => {
    const unknownKey = await runProgram(program, [...endpoint(), 'sagemaker', 'list-models'], {
      ...server.environment,
      AWS_ACCESS_KEY_ID: 'AKIAUNKNOWNUNKNOWN00',
    });
    expect(unknownKey.exitCode).not.toBe(0);
    expect(unknownKey.stderr).toMatch(/UnrecognizedClientException.*security token included in the request is invalid/);
    const wrongSecret = await runProgram(program, [...endpoint(), 's3', 'ls'], {
      ...server.environment,
      AWS_SECRET_ACCESS_KEY: 'wrong',
    });
    expect(wrongSecret.stderr).toContain('SignatureDoesNotMatch');
    await expect(aws('s3', 'ls', 's3://no-such-bucket-anywhere')).rejects.toThrow('NoSuchBucket');
    await expect(aws('sagemaker', 'describe-pipeline', '--pipeline-name', 'nowhere')).rejects.toThrow(
      'ResourceNotFound',
    );
  });
});
