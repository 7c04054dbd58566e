import { mkdirSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  CreateProjectCommand,
  DeleteProjectCommand,
  DescribeProjectCommand,
  EnableSagemakerServicecatalogPortfolioCommand,
  ListCodeRepositoriesCommand,
  ListModelPackageGroupsCommand,
  ListPipelineExecutionsCommand,
  ListPipelinesCommand,
  UpdateProjectCommand,
} from '@aws-sdk/client-sagemaker';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Dice } from '../support/dice.ts';
import { runGit } from '../support/git.ts';
import { startTestServer, type TestServer } from '../support/server.ts';
import { patientClients } from '../support/slow-pipeline.ts';
import { until } from '../support/until.ts';

const GROUPS = 6;
/** Milliseconds after the request within which the server is killed. Making all takes longer than the longest. */
const KILL_MS_MAX = 250;
const ROUNDS = 4;
const DEFINITION = JSON.stringify({
  Version: '2020-12-01',
  Steps: [{ Name: 'Stop', Type: 'Fail', Arguments: { ErrorMessage: 'on purpose' } }],
});

const seed = Number(process.env['SAGEBRUSH_TEST_SEED'] ?? Date.now() % 1_000_000);
const dice = new Dice(seed);

let server: TestServer;
let clients: ReturnType<typeof patientClients>;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sagebrush-kill-'));
  server = await startTestServer();
  clients = patientClients(server);
  const product = join(server.dataDir, 'products/killed');
  mkdirSync(join(product, 'seed'), { recursive: true });
  writeFileSync(join(product, 'v1.yaml'), template(GROUPS));
  writeFileSync(join(product, 'v2.yaml'), template(GROUPS * 2));
  writeFileSync(join(product, 'seed/pipeline.json'), DEFINITION);
  await clients.sagemaker.send(new EnableSagemakerServicecatalogPortfolioCommand({}));
});
afterAll(async () => {
  await server?.close();
  await rm(folder, { recursive: true, force: true });
});

/** A bucket that stays, a repository with a build, and groups, the names of which tell the project. */
function template(groups: number): string {
  const group = (_: unknown, index: number) => `  Group${index}:
    Type: AWS::SageMaker::ModelPackageGroup
    Properties: {ModelPackageGroupName: !Sub '%{SageMakerProjectName}-${index}'}`;
  return `Parameters:
  SageMakerProjectName: {Type: String}
  SageMakerProjectId: {Type: String}
Resources:
  Bucket: {Type: AWS::S3::Bucket, DeletionPolicy: Retain}
${Array.from({ length: groups }, group).join('\n')}
  Code:
    Type: AWS::CodeCommit::Repository
    Metadata: {Sagebrush: {SeedCode: seed}}
    Properties: {RepositoryName: !Sub '%{SageMakerProjectName}-code'}
  Known:
    Type: AWS::SageMaker::CodeRepository
    Properties: {GitConfig: {RepositoryUrl: 'https://git.example.test/code.git'}}
  Build:
    Type: Sagebrush::SageMaker::PipelineBuild
    Properties:
      PipelineName: !Sub '%{SageMakerProjectName}-pipeline'
      RepositoryName: !GetAtt Code.Name
      Bucket: !Ref Bucket
      RoleArn: !Sub 'arn:aws:iam::%{AWS::AccountId}:role/SagebrushExecutionRole'
`.replaceAll('%{', '${');
}

const settled = (ProjectName: string) =>
  until(
    () => clients.sagemaker.send(new DescribeProjectCommand({ ProjectName })),
    ({ ProjectStatus: status = '' }) => status !== 'Pending' && !status.endsWith('InProgress'),
  );
const killSoon = async () => {
  await sleep(dice.under(KILL_MS_MAX));
  await server.killAndRestart();
};
const groupsOf = async (NameContains: string) => {
  const command = new ListModelPackageGroupsCommand({ NameContains, MaxResults: 100 });
  return (await clients.sagemaker.send(command)).ModelPackageGroupSummaryList ?? [];
};
const executionsOf = async (project: string) => {
  const command = new ListPipelineExecutionsCommand({ PipelineName: `${project}-pipeline`, MaxResults: 100 });
  try {
    return (await clients.sagemaker.send(command)).PipelineExecutionSummaries ?? [];
  } catch (error) {
    if ((error as Error).name !== 'ResourceNotFound') throw error;
    return [];
  }
};

describe(`a server killed while a project (seed ${seed})`, () => {
  it('is made, changed and taken away, makes each thing once and leaves none', { timeout: 300_000 }, async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const name = `round-${round}`;
      await clients.sagemaker.send(
        new CreateProjectCommand({
          ProjectName: name,
          ServiceCatalogProvisioningDetails: { ProductId: 'killed', ProvisioningArtifactId: 'v1' },
        }),
      );
      await killSoon();
      await killSoon();
      const made = await settled(name);
      expect(made.ProjectStatus, JSON.stringify(made)).toBe('CreateCompleted');
      expect(await groupsOf(name)).toHaveLength(GROUPS);
      const [first] = await until(
        () => executionsOf(name),
        (found) => found.length > 0,
      );

      await clients.sagemaker.send(
        new UpdateProjectCommand({
          ProjectName: name,
          ServiceCatalogProvisioningUpdateDetails: { ProvisioningArtifactId: 'v2' },
        }),
      );
      await killSoon();
      const changed = await settled(name);
      expect(changed.ProjectStatus, JSON.stringify(changed)).toBe('UpdateCompleted');
      expect(await groupsOf(name)).toHaveLength(GROUPS * 2);
      expect(await executionsOf(name)).toEqual([first]);

      await clients.sagemaker.send(new DeleteProjectCommand({ ProjectName: name }));
      await killSoon();
      const deleted = await settled(name);
      expect(deleted.ProjectStatus, JSON.stringify(deleted)).toBe('DeleteCompleted');
      expect(await groupsOf(name)).toEqual([]);
    }
    const { CodeRepositorySummaryList: known } = await clients.sagemaker.send(new ListCodeRepositoriesCommand({}));
    const { PipelineSummaries: pipelines } = await clients.sagemaker.send(new ListPipelinesCommand({}));
    expect([known, pipelines]).toEqual([[], []]);
  });

  it('takes a push, builds every commit that was taken, and each once', { timeout: 300_000 }, async () => {
    const name = 'pushed';
    await clients.sagemaker.send(
      new CreateProjectCommand({
        ProjectName: name,
        ServiceCatalogProvisioningDetails: { ProductId: 'killed', ProvisioningArtifactId: 'v1' },
      }),
    );
    expect((await settled(name)).ProjectStatus).toBe('CreateCompleted');
    await until(
      () => executionsOf(name),
      (found) => found.length === 1,
    );
    const url = new URL(`/v1/repos/${name}-code`, server.endpoint);
    url.username = server.accessKeyId;
    url.password = encodeURIComponent(server.secretAccessKey);
    const clone = join(folder, 'clone');
    await runGit(['clone', '--quiet', url.href, clone], folder);
    for (let round = 0; round < ROUNDS; round++) {
      writeFileSync(join(clone, 'round.txt'), String(round));
      await runGit(['add', '--all'], clone);
      await runGit(['commit', '--quiet', '--message', String(round)], clone);
      const push = runGit(['push', '--quiet', 'origin', 'main'], clone).catch(() => undefined);
      await Promise.all([push, killSoon()]);
      // One that was cut off is made again, as its user would.
      await runGit(['push', '--quiet', 'origin', 'main'], clone);
      const commit = (await runGit(['rev-parse', 'HEAD'], clone)).trim();
      const displayName = `commit-${commit.slice(0, 12)}`;
      const found = await until(
        () => executionsOf(name),
        (executions) => executions.some((one) => one.PipelineExecutionDisplayName === displayName),
      );
      expect(found.filter((one) => one.PipelineExecutionDisplayName === displayName)).toHaveLength(1);
    }
    expect(await executionsOf(name)).toHaveLength(ROUNDS + 1);
  });
});
