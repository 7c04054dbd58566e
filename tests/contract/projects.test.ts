import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { randomLowerId } from '../../src/base/ids.ts';
import { ApiClient } from '../support/api-client.ts';
import { ACCOUNT, REGION } from '../support/callers.ts';
import { openProjectWorld, PLATFORM, type ProjectWorld } from '../support/project-world.ts';

const ROLE = `arn:aws:iam::${ACCOUNT}:role/SagebrushExecutionRole`;
const DEFINITION = JSON.stringify({
  Version: '2020-12-01',
  Steps: [{ Name: 'Stop', Type: 'Fail', Arguments: { ErrorMessage: 'on purpose' } }],
});

/** A bucket, a group, a pipeline and a code repository. */
const EVERYTHING = `${PLATFORM}
  Purpose: {Type: String, Default: tests, AllowedValues: [tests, work]}
Resources:
  Bucket: {Type: AWS::S3::Bucket}
  Group:
    Type: AWS::SageMaker::ModelPackageGroup
    Properties:
      ModelPackageGroupName: !Sub '%{SageMakerProjectName}-%{SageMakerProjectId}'
      Tags: [{Key: purpose, Value: !Ref Purpose}]
  Pipeline:
    Type: AWS::SageMaker::Pipeline
    Properties:
      PipelineName: !Sub '%{SageMakerProjectName}-pipeline'
      PipelineDescription: !Sub 'Of %{Group}'
      PipelineDefinition: {PipelineDefinitionBody: '${DEFINITION}'}
      RoleArn: !Sub 'arn:%{AWS::Partition}:iam::%{AWS::AccountId}:role/SagebrushExecutionRole'
      ParallelismConfiguration: {MaxParallelExecutionSteps: '3'}
  Code:
    Type: AWS::SageMaker::CodeRepository
    Properties: {GitConfig: {RepositoryUrl: 'https://git.example.test/code.git'}}
Outputs:
  BucketArn: {Value: !GetAtt Bucket.Arn}
  All: {Value: !Join [',', [!Ref Bucket, !Ref Pipeline, !GetAtt Code.CodeRepositoryName]]}
`;

describe.each(['SQLite', 'PostgreSQL'] as const)('Projects (%s)', (database) => {
  let world: ProjectWorld;
  beforeAll(async () => {
    world = await openProjectWorld(database);
  });
  afterAll(async () => {
    expect(world.server.faults).toEqual([]);
    await world.close();
  });

  const group = (body: string) =>
    `${PLATFORM}Resources:\n  Group:\n    Type: AWS::SageMaker::ModelPackageGroup\n${body}`;
  const refusal = async (operation: string, input: Record<string, unknown>) => {
    const { code, message } = await world.client.call('sagemaker', operation, input);
    return `${code}: ${message}`;
  };

  it('are made of all that the template asks for, under names and tags that lead back to them', async () => {
    const product = world.product({ v1: EVERYTHING });
    const { name, projectId, arn } = await world.begin(product, {
      ProjectDescription: 'what for',
      Tags: [{ Key: 'team', Value: 'blue' }],
    });
    expect(projectId).toMatch(/^p-[a-z0-9]{12}$/);
    const project = await world.settled(name);
    expect(project).toMatchObject({
      ProjectArn: `arn:aws:sagemaker:${REGION}:${ACCOUNT}:project/${name.toLowerCase()}`,
      ...{ ProjectName: name, ProjectId: projectId, ProjectDescription: 'what for', ProjectStatus: 'CreateCompleted' },
      ServiceCatalogProvisioningDetails: { ProductId: product, ProvisioningArtifactId: 'v1' },
      ServiceCatalogProvisionedProductDetails: { ProvisionedProductStatusMessage: 'AVAILABLE' },
      CreatedBy: { IamIdentity: { Arn: `arn:aws:iam::${ACCOUNT}:user/admin` } },
    });
    expect(await world.tagsOf(arn)).toEqual({ team: 'blue' });

    const groupArn = `arn:aws:sagemaker:${REGION}:${ACCOUNT}:model-package-group/${name.toLowerCase()}-${projectId}`;
    const tags = { 'sagemaker:project-name': name, 'sagemaker:project-id': projectId };
    expect(await world.tagsOf(groupArn)).toEqual({ ...tags, purpose: 'tests' });
    const pipeline = await world.ask('DescribePipeline', { PipelineName: `${name}-pipeline` });
    expect(pipeline).toMatchObject({
      PipelineDescription: `Of ${groupArn}`,
      ParallelismConfiguration: { MaxParallelExecutionSteps: 3 },
      RoleArn: ROLE,
    });
    expect(await world.tagsOf(String(pipeline['PipelineArn']))).toEqual(tags);

    const said = await world.log(name, projectId, 'provisioning');
    const [, bucket = ''] = /^OUTPUT BucketArn arn:aws:s3:::(.+)$/.exec(said.at(-2) ?? '') ?? [];
    expect(bucket).toMatch(new RegExp(`^${name.toLowerCase()}-bucket-[0-9a-f]{12}$`));
    expect(await world.bucketExists(bucket)).toBe(true);
    expect(said.at(-1)).toBe(`OUTPUT All ${bucket},${name}-pipeline,${said.at(-1)?.split(',')[2]}`);
    expect(said.filter((line) => line.startsWith('CREATE_COMPLETE')).map((line) => line.split(' ')[2])).toEqual([
      ...['Bucket', 'Group', 'Pipeline', 'Code'],
    ]);

    await world.ask('DeleteProject', { ProjectName: name });
    expect((await world.settled(name)).ProjectStatus).toBe('DeleteCompleted');
    expect(await world.bucketExists(bucket)).toBe(false);
    expect(await refusal('DescribePipeline', { PipelineName: `${name}-pipeline` })).toContain('ResourceNotFound');
    expect(await world.tagsOf(arn)).toEqual({});
  });

  it('of products are made only while the portfolio is enabled', async () => {
    const product = world.product({ v1: group('') });
    expect(await world.ask('GetSagemakerServicecatalogPortfolioStatus')).toEqual({ Status: 'Enabled' });
    await world.ask('DisableSagemakerServicecatalogPortfolio');
    try {
      expect(await world.ask('GetSagemakerServicecatalogPortfolioStatus')).toEqual({ Status: 'Disabled' });
      const details = { ProductId: product, ProvisioningArtifactId: 'v1' };
      expect(
        await refusal('CreateProject', { ProjectName: 'Never', ServiceCatalogProvisioningDetails: details }),
      ).toContain(`ValidationException: No launch paths found for resource: ${product}`);
    } finally {
      await world.ask('EnableSagemakerServicecatalogPortfolio');
    }
  });

  it('are refused, and leave nothing behind, when they can not be made as asked', async () => {
    const product = world.product({
      good: group(''),
      unknown: `${PLATFORM}Resources: {Machine: {Type: AWS::EC2::Instance}}`,
      seedless: `${PLATFORM}Resources: {Code: {Type: AWS::CodeCommit::Repository, Metadata: {Sagebrush: {SeedCode: none}}, Properties: {RepositoryName: x}}}`,
      secretive: `${PLATFORM}  Colour: {Type: String}\nResources: {Bucket: {Type: AWS::S3::Bucket}}`,
    });
    const with_ = (members: Record<string, unknown>) => ({
      ProjectName: 'Refused',
      ServiceCatalogProvisioningDetails: { ProductId: product, ...members },
    });
    const parameter = (Key: string) => ({ ProvisioningParameters: [{ Key, Value: 'x' }] });
    const cases: [Record<string, unknown>, string][] = [
      [{ ProjectName: 'Refused' }, 'One of ServiceCatalogProvisioningDetails and TemplateProviders must be specified'],
      [with_({ ProductId: 'prod-none' }), 'Product prod-none does not exist or access was denied'],
      [with_({ ProvisioningArtifactId: 'v9' }), 'Provisioning artifact v9 does not exist or access was denied'],
      [
        with_({ ProvisioningArtifactId: 'unknown' }),
        'The resource Machine can not be made here; supported types are AWS::S3::Bucket',
      ],
      [
        with_({ ProvisioningArtifactId: 'seedless' }),
        'Resource Code (AWS::CodeCommit::Repository): its SeedCode none is no folder',
      ],
      [with_({ ProvisioningArtifactId: 'secretive' }), 'Parameters: [Colour] must have values'],
      [
        with_({ ProvisioningArtifactId: 'good', ...parameter('Size') }),
        'Parameters: [Size] do not exist in the template',
      ],
      [with_({ ProvisioningArtifactId: 'good', ...parameter('SageMakerProjectId') }), 'is given by Amazon SageMaker'],
    ];
    for (const [input, message] of cases) {
      expect(await refusal('CreateProject', input)).toMatch(/^ValidationException: /);
      expect(await refusal('CreateProject', input)).toContain(message);
    }
    expect(await refusal('DescribeProject', { ProjectName: 'Refused' })).toBe(
      `ValidationException: Project arn:aws:sagemaker:${REGION}:${ACCOUNT}:project/refused does not exist.`,
    );
    for (const operation of ['DeleteProject', 'UpdateProject']) {
      expect(await refusal(operation, { ProjectName: 'Refused' })).toContain('Cannot find Project: arn:aws:');
    }
  });

  it('have names of their own, whatever their case', async () => {
    const product = world.product({ v1: group('') });
    const { name, arn } = await world.begin(product);
    const details = { ProductId: product };
    const again = { ProjectName: name.toUpperCase(), ServiceCatalogProvisioningDetails: details };
    expect(await refusal('CreateProject', again)).toBe(`ValidationException: Project already exists: ${arn}`);
    const project = await world.settled(name);
    await world.ask('DeleteProject', { ProjectName: name });
    await world.settled(name);
    expect(await refusal('DeleteProject', { ProjectName: name })).toContain(
      'Cannot delete Project in DeleteCompleted status',
    );
    const made = await world.ask('CreateProject', again);
    expect(made['ProjectId']).not.toBe(project.ProjectId);
    expect((await world.settled(name)).ProjectStatus).toBe('CreateCompleted');
  });

  it('take away what was made when something can not be made, and leave alone what others made', async () => {
    const taken = `taken-${randomLowerId(8)}`;
    await world.ask('CreateModelPackageGroup', { ModelPackageGroupName: taken });
    const product = world.product({
      v1: `${PLATFORM}
Resources:
  Bucket: {Type: AWS::S3::Bucket, DeletionPolicy: RetainExceptOnCreate}
  Group:
    Type: AWS::SageMaker::ModelPackageGroup
    DependsOn: Bucket
    Properties: {ModelPackageGroupName: ${taken}}`,
    });
    const { name, projectId } = await world.begin(product);
    const project = await world.settled(name);
    expect(project.ProjectStatus).toBe('CreateFailed');
    expect(project.ServiceCatalogProvisionedProductDetails?.ProvisionedProductStatusMessage).toBe(
      `ERROR: Resource Group (AWS::SageMaker::ModelPackageGroup): ${taken} already exists`,
    );
    const bucket = (await world.log(name, projectId, 'provisioning'))[0]?.split(' ')[3] ?? '';
    expect(bucket).toContain('-bucket-');
    expect(await world.bucketExists(bucket)).toBe(false);
    await world.ask('DescribeModelPackageGroup', { ModelPackageGroupName: taken });
    await world.ask('DeleteProject', { ProjectName: name });
    expect((await world.settled(name)).ProjectStatus).toBe('DeleteCompleted');
    await world.ask('DescribeModelPackageGroup', { ModelPackageGroupName: taken });
  });

  it('can do no more than their maker', async () => {
    const UserName = `maker-${randomLowerId(6)}`;
    await world.client.call('iam', 'CreateUser', { UserName });
    const Statement = [{ Effect: 'Allow', Action: ['sagemaker:*Project*', 's3:*'], Resource: '*' }];
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
    await world.client.call('iam', 'PutUserPolicy', { UserName, PolicyName: 'projects', PolicyDocument });
    const key = (await world.client.call('iam', 'CreateAccessKey', { UserName })).body.toString();
    const element = (name: string) => new RegExp(`<${name}>([^<]+)<`).exec(key)?.[1] ?? '';
    const { principal } = world.server.credential;
    const credential = { accessKeyId: element('AccessKeyId'), secretAccessKey: element('SecretAccessKey'), principal };
    const maker = new ApiClient({ url: world.server.url, credential });
    const ProjectName = `Proj-${randomLowerId(8)}`;
    await maker.ask('sagemaker', 'CreateProject', {
      ProjectName,
      ServiceCatalogProvisioningDetails: { ProductId: world.product({ v1: EVERYTHING }) },
    });
    const project = await world.settled(ProjectName);
    maker.close();
    expect(project.ProjectStatus).toBe('CreateFailed');
    expect(project.ServiceCatalogProvisionedProductDetails?.ProvisionedProductStatusMessage).toMatch(
      /^ERROR: Resource Group .* is not authorized to perform: sagemaker:CreateModelPackageGroup/,
    );
  });

  it('say what an operation refused, in its own words', async () => {
    const broken = world.product({
      v1: `${PLATFORM}
Resources:
  Pipeline:
    Type: AWS::SageMaker::Pipeline
    Properties: {PipelineDefinition: {PipelineDefinitionBody: '{}'}, RoleArn: '${ROLE}'}`,
    });
    const { name } = await world.begin(broken);
    const { ServiceCatalogProvisionedProductDetails: details } = await world.settled(name);
    expect(details?.ProvisionedProductStatusMessage).toMatch(
      /^ERROR: Resource Pipeline \(AWS::SageMaker::Pipeline\): /,
    );
  });

  it('take away only what still is theirs', async () => {
    const product = world.product({
      v1: group("    Properties: {ModelPackageGroupName: !Sub '%{SageMakerProjectName}-group'}"),
    });
    const { name } = await world.begin(product);
    expect((await world.settled(name)).ProjectStatus).toBe('CreateCompleted');
    const ModelPackageGroupName = `${name}-group`;
    // Somebody puts another one in its place.
    await world.ask('DeleteModelPackageGroup', { ModelPackageGroupName });
    await world.ask('CreateModelPackageGroup', { ModelPackageGroupName });
    await world.ask('DeleteProject', { ProjectName: name });
    expect((await world.settled(name)).ProjectStatus).toBe('DeleteCompleted');
    expect(await world.ask('DescribeModelPackageGroup', { ModelPackageGroupName })).toMatchObject({
      ModelPackageGroupName,
    });
  });

  it('that can not be taken away whole say why, and go when that is mended', async () => {
    const { name, projectId } = await world.begin(
      world.product({ v1: `${PLATFORM}Resources: {Bucket: {Type: AWS::S3::Bucket}}` }),
    );
    await world.settled(name);
    const bucket = (await world.log(name, projectId, 'provisioning'))[0]?.split(' ')[3] ?? '';
    await world.client.call('s3', 'PutObject', { Bucket: bucket, Key: 'kept', Body: Buffer.from('x') });
    await world.ask('DeleteProject', { ProjectName: name });
    const project = await world.settled(name);
    expect(project.ProjectStatus).toBe('DeleteFailed');
    expect(project.ServiceCatalogProvisionedProductDetails?.ProvisionedProductStatusMessage).toMatch(
      /^TAINTED: Resource Bucket \(AWS::S3::Bucket\): .*not empty/,
    );
    await world.client.call('s3', 'DeleteObject', { Bucket: bucket, Key: 'kept' });
    await world.ask('DeleteProject', { ProjectName: name });
    expect((await world.settled(name)).ProjectStatus).toBe('DeleteCompleted');
    expect(await world.bucketExists(bucket)).toBe(false);
  });

  it('are listed by creation or name, in pages, deleted ones among them', async () => {
    const product = world.product({ v1: group('') });
    const part = randomLowerId(6);
    const names = ['c', 'a', 'b'].map((letter) => `${letter}-${part}`);
    for (const ProjectName of names) {
      await world.ask('CreateProject', { ProjectName, ServiceCatalogProvisioningDetails: { ProductId: product } });
      await world.settled(ProjectName);
    }
    await world.ask('DeleteProject', { ProjectName: `a-${part}` });
    await world.settled(`a-${part}`);
    const list = async (members: Record<string, unknown>) => {
      const answer = await world.ask('ListProjects', { NameContains: part, ...members });
      const summaries = answer['ProjectSummaryList'] as { ProjectName: string; ProjectStatus: string }[];
      return { names: summaries.map((one) => one.ProjectName[0]).join(''), summaries, token: answer['NextToken'] };
    };
    expect((await list({})).names).toBe('cab');
    expect((await list({ SortBy: 'Name' })).names).toBe('abc');
    expect((await list({ SortOrder: 'Descending' })).names).toBe('bac');
    expect((await list({ CreationTimeBefore: 1 })).names).toBe('');
    expect((await list({})).summaries[1]).toMatchObject({ ProjectStatus: 'DeleteCompleted' });
    const first = await list({ MaxResults: 2 });
    expect(first.names).toBe('ca');
    expect((await list({ MaxResults: 2, NextToken: first.token })).names).toBe('b');
    expect(await refusal('ListProjects', { NextToken: first.token })).toContain('Invalid pagination token');
  });
});
