import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudWatchLogsClient, GetLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  CreateProjectCommand,
  DeleteProjectCommand,
  DescribeEndpointCommand,
  DescribeModelPackageCommand,
  DescribePipelineExecutionCommand,
  DescribeProjectCommand,
  EnableSagemakerServicecatalogPortfolioCommand,
  ListModelPackagesCommand,
  ListPipelineExecutionsCommand,
  SageMakerClient,
  UpdateModelPackageCommand,
} from '@aws-sdk/client-sagemaker';
import { InvokeEndpointCommand, SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runGit } from '../support/git.ts';
import { startTestServer, type TestServer } from '../support/server.ts';
import { until } from '../support/until.ts';

const NAME = 'wine';

describe('a project of sagebrush-mlops, by the AWS SDK and git', () => {
  let server: TestServer;
  let sagemaker: SageMakerClient;
  let runtime: SageMakerRuntimeClient;
  let logs: CloudWatchLogsClient;
  let projectId = '';
  let cloneUrl = '';
  const folder = mkdtempSync(join(tmpdir(), 'sagebrush-clone-'));
  const clone = join(folder, 'modelbuild');

  beforeAll(async () => {
    server = await startTestServer();
    const { endpoint, region, accessKeyId, secretAccessKey } = server;
    const options = { endpoint, region, credentials: { accessKeyId, secretAccessKey } };
    sagemaker = new SageMakerClient(options);
    runtime = new SageMakerRuntimeClient(options);
    logs = new CloudWatchLogsClient(options);
  });
  afterAll(async () => {
    await server?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const git = (words: readonly string[], cwd = clone) => runGit(words, cwd);
  const executions = async () => {
    const command = new ListPipelineExecutionsCommand({ PipelineName: `${NAME}-${projectId}`, SortOrder: 'Ascending' });
    try {
      return (await sagemaker.send(command)).PipelineExecutionSummaries ?? [];
    } catch (error) {
      // The first build makes the pipeline.
      if ((error as Error).name !== 'ResourceNotFound') throw error;
      return [];
    }
  };
  const ended = (arn: string | undefined) =>
    until(
      () => sagemaker.send(new DescribePipelineExecutionCommand({ PipelineExecutionArn: arn })),
      ({ PipelineExecutionStatus: status }) => status !== 'Executing' && status !== 'Stopping',
    );
  const packages = async () => {
    const command = new ListModelPackagesCommand({
      ModelPackageGroupName: `${NAME}-${projectId}`,
      SortBy: 'CreationTime',
      SortOrder: 'Descending',
    });
    return (await sagemaker.send(command)).ModelPackageSummaryList ?? [];
  };
  const inService = (configPart: string | undefined) =>
    until(
      () => sagemaker.send(new DescribeEndpointCommand({ EndpointName: `${NAME}-prod` })).catch(() => undefined),
      (endpoint) => endpoint?.EndpointStatus === 'InService' && endpoint.EndpointConfigName !== configPart,
    );
  const log = async (what: string) => {
    const { events = [] } = await logs.send(
      new GetLogEventsCommand({
        logGroupName: '/aws/sagemaker/Projects',
        logStreamName: `${NAME}/${projectId}/${what}`,
        startFromHead: true,
      }),
    );
    return events.map((event) => event.message ?? '');
  };

  it('is made with all that the template asks for', async () => {
    await sagemaker.send(new EnableSagemakerServicecatalogPortfolioCommand({}));
    const made = await sagemaker.send(
      new CreateProjectCommand({
        ProjectName: NAME,
        ServiceCatalogProvisioningDetails: { ProductId: 'sagebrush-mlops', ProvisioningArtifactId: 'v1' },
      }),
    );
    projectId = made.ProjectId ?? '';
    const project = await until(
      () => sagemaker.send(new DescribeProjectCommand({ ProjectName: NAME })),
      ({ ProjectStatus: status }) => status !== 'Pending' && status !== 'CreateInProgress',
    );
    expect(project).toMatchObject({
      ProjectStatus: 'CreateCompleted',
      ServiceCatalogProvisionedProductDetails: { ProvisionedProductStatusMessage: 'AVAILABLE' },
    });
    const outputs = (await log('provisioning')).filter((line) => line.startsWith('OUTPUT '));
    expect(outputs).toHaveLength(4);
    cloneUrl = /^OUTPUT CloneUrl (.+)$/.exec(outputs[0] ?? '')?.[1] ?? '';
    expect(cloneUrl).toBe(`${server.endpoint}/v1/repos/sagemaker-${NAME}-${projectId}-modelbuild`);
  });

  it('builds the seed code, and what is pushed after it', async () => {
    const { accessKeyId, secretAccessKey } = server;
    const withKey = new URL(cloneUrl);
    withKey.username = accessKeyId;
    withKey.password = encodeURIComponent(secretAccessKey);
    await git(['clone', '--quiet', withKey.href, clone], folder);
    const [seed] = await until(executions, (found) => found.length === 1);
    expect((await ended(seed?.PipelineExecutionArn)).PipelineExecutionStatus, server.output()).toBe('Succeeded');

    const path = join(clone, 'pipeline.json');
    const changed = readFileSync(path, 'utf8').replace('Built from the commit', 'Made from the commit');
    writeFileSync(path, changed);
    await git(['commit', '--quiet', '--all', '--message', 'Say it another way']);
    await git(['push', '--quiet', 'origin', 'main']);
    const commit = (await git(['rev-parse', 'HEAD'])).trim();
    const [, second] = await until(executions, (found) => found.length === 2);
    const execution = await ended(second?.PipelineExecutionArn);
    expect(execution).toMatchObject({
      PipelineExecutionStatus: 'Succeeded',
      PipelineExecutionDisplayName: `commit-${commit.slice(0, 12)}`,
    });
    const [newest] = await packages();
    const described = await sagemaker.send(
      new DescribeModelPackageCommand({ ModelPackageName: newest?.ModelPackageArn }),
    );
    expect(described.ModelPackageDescription).toBe(`Made from the commit ${commit}`);
  });

  it('serves the package that is approved, and the next one after it', async () => {
    const [second, first] = await packages();
    const approve = (ModelPackageArn: string | undefined) =>
      sagemaker.send(new UpdateModelPackageCommand({ ModelPackageArn, ModelApprovalStatus: 'Approved' }));
    await approve(first?.ModelPackageArn);
    const before = await inService(undefined);
    expect(await classOf('13.2,1.78,2.14,11.2,100,2.65,2.76,0.26,1.28,4.38,1.05,3.4,1050')).toBe(0);
    await approve(second?.ModelPackageArn);
    await inService(before?.EndpointConfigName);
    expect(await classOf('13.27,4.28,2.26,20,120,1.59,0.69,0.43,1.35,10.2,0.59,1.56,835')).toBe(2);
    await until(
      () => log('deployments/Deployment'),
      (lines) => lines.length === 2,
    );
  });

  it('is taken away, but for bucket and models', async () => {
    await sagemaker.send(new DeleteProjectCommand({ ProjectName: NAME }));
    const project = await until(
      () => sagemaker.send(new DescribeProjectCommand({ ProjectName: NAME })),
      ({ ProjectStatus: status }) => status !== 'DeleteInProgress',
    );
    expect(project.ProjectStatus, JSON.stringify(project)).toBe('DeleteCompleted');
    expect(await packages()).toHaveLength(2);
    await expect(sagemaker.send(new DescribeEndpointCommand({ EndpointName: `${NAME}-prod` }))).rejects.toThrow(
      'Could not find endpoint',
    );
    expect(await executions()).toEqual([]);
    await expect(git(['fetch'])).rejects.toThrow('not found');
  });

  async function classOf(row: string): Promise<number> {
    const answer = await runtime.send(
      new InvokeEndpointCommand({
        EndpointName: `${NAME}-prod`,
        ContentType: 'text/csv',
        Accept: 'text/csv',
        Body: row,
      }),
    );
    return Number(new TextDecoder().decode(answer.Body).trim());
  }
});
