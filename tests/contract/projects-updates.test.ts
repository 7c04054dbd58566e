import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { randomLowerId } from '../../src/base/ids.ts';
import { ACCOUNT, REGION } from '../support/callers.ts';
import { openProjectWorld, PLATFORM, type ProjectWorld } from '../support/project-world.ts';

const ROLE = `arn:aws:iam::${ACCOUNT}:role/SagebrushExecutionRole`;
const definition = (message: string) =>
  JSON.stringify({
    Version: '2020-12-01',
    Steps: [{ Name: 'Stop', Type: 'Fail', Arguments: { ErrorMessage: message } }],
  });

/** A pipeline and a group of these ids; the pipeline says what the parameter Text says. */
const template = (groups: readonly string[], more = '') => `${PLATFORM}
  Text: {Type: String, Default: one}
  Secret: {Type: String, Default: none, NoEcho: true}
Resources:
  Pipeline:
    Type: AWS::SageMaker::Pipeline
    Properties:
      PipelineName: !Sub '%{SageMakerProjectName}-pipeline'
      PipelineDescription: !Ref Text
      PipelineDefinition: {PipelineDefinitionBody: '${definition('x')}'}
      RoleArn: ${ROLE}
${groups
  .map(
    (group) => `  ${group}:
    Type: AWS::SageMaker::ModelPackageGroup
    Properties: {ModelPackageGroupName: !Sub '%{SageMakerProjectName}-${group}'}`,
  )
  .join('\n')}
${more}`;

describe.each(['SQLite', 'PostgreSQL'] as const)('Projects that change (%s)', (database) => {
  let world: ProjectWorld;
  beforeAll(async () => {
    world = await openProjectWorld(database);
  });
  afterAll(async () => {
    expect(world.server.faults).toEqual([]);
    await world.close();
  });

  const details = (members: Record<string, unknown>) => ({ ServiceCatalogProvisioningUpdateDetails: members });
  const parameters = (values: Record<string, string>) => ({
    ProvisioningParameters: Object.entries(values).map(([Key, Value]) => ({ Key, Value })),
  });
  const groupExists = async (name: string) =>
    (await world.client.call('sagemaker', 'DescribeModelPackageGroup', { ModelPackageGroupName: name })).status === 200;
  const description = async (name: string) =>
    (await world.ask('DescribePipeline', { PipelineName: `${name}-pipeline` }))['PipelineDescription'];
  const update = (ProjectName: string, members: Record<string, unknown>) =>
    world.client.call('sagemaker', 'UpdateProject', { ProjectName, ...members });
  async function made(templates: Record<string, string>) {
    const project = await world.begin(world.product(templates));
    expect(await world.settled(project.name)).toMatchObject({ ProjectStatus: 'CreateCompleted' });
    return project;
  }

  it('take another description and more tags at once', async () => {
    const { name, arn } = await made({ v1: template(['A']) });
    const answer = await update(name, { ProjectDescription: 'new', Tags: [{ Key: 'team', Value: 'red' }] });
    expect(answer.json).toEqual({ ProjectArn: arn });
    const project = await world.describe(name);
    expect(project).toMatchObject({ ProjectStatus: 'CreateCompleted', ProjectDescription: 'new' });
    expect(project.LastModifiedBy?.IamIdentity?.Arn).toContain('user/admin');
    expect(await world.tagsOf(arn)).toEqual({ team: 'red' });
  });

  it('make, change and take away what another version of the product has, and keep values given before', async () => {
    const { name, projectId } = await made({ v1: template(['A', 'B']), v2: template(['B', 'C']) });
    await update(name, details(parameters({ Text: 'two', Secret: 'hush' })));
    const first = await world.settled(name);
    expect(first).toMatchObject({ ProjectStatus: 'UpdateCompleted', ProjectId: projectId });
    expect(first.ServiceCatalogProvisioningDetails?.ProvisioningParameters).toEqual([
      { Key: 'Text', Value: 'two' },
      { Key: 'Secret', Value: '****' },
    ]);
    expect(await description(name)).toBe('two');
    await update(name, details({ ProvisioningArtifactId: 'v2' }));
    const second = await world.settled(name);
    expect(second).toMatchObject({
      ProjectStatus: 'UpdateCompleted',
      ServiceCatalogProvisioningDetails: { ProvisioningArtifactId: 'v2' },
      ServiceCatalogProvisionedProductDetails: { ProvisionedProductStatusMessage: 'AVAILABLE' },
    });
    expect(await description(name)).toBe('two');
    expect(await Promise.all(['A', 'B', 'C'].map((group) => groupExists(`${name}-${group}`)))).toEqual([
      ...[false, true, true],
    ]);
    await world.ask('DeleteProject', { ProjectName: name });
    expect((await world.settled(name)).ProjectStatus).toBe('DeleteCompleted');
    expect(await groupExists(`${name}-C`)).toBe(false);
  });

  it('go back to what they were when a change can not be made', async () => {
    const taken = `taken-${randomLowerId(8)}`;
    await world.ask('CreateModelPackageGroup', { ModelPackageGroupName: taken });
    const clash = `  Clash:
    Type: AWS::SageMaker::ModelPackageGroup
    DependsOn: [Pipeline, B]
    Properties: {ModelPackageGroupName: ${taken}}`;
    const { name } = await made({ v1: template(['A']), v2: template(['B'], clash) });
    await update(name, details({ ProvisioningArtifactId: 'v2', ...parameters({ Text: 'two' }) }));
    const project = await world.settled(name);
    expect(project).toMatchObject({
      ProjectStatus: 'UpdateFailed',
      ServiceCatalogProvisioningDetails: { ProvisioningArtifactId: 'v1' },
      ServiceCatalogProvisionedProductDetails: {
        ProvisionedProductStatusMessage: `TAINTED: Resource Clash (AWS::SageMaker::ModelPackageGroup): ${taken} already exists`,
      },
    });
    expect(await description(name)).toBe('one');
    expect([await groupExists(`${name}-A`), await groupExists(`${name}-B`), await groupExists(taken)]).toEqual([
      ...[true, false, true],
    ]);
    // And can be changed again from there.
    await update(name, details(parameters({ Text: 'three' })));
    expect((await world.settled(name)).ProjectStatus).toBe('UpdateCompleted');
    expect(await description(name)).toBe('three');
  });

  it('refuse changes that would need a thing to be made anew, and changes of what never came to be', async () => {
    const { name } = await made({ v1: template(['A']), v2: template(['A']).replace('-pipeline', '-other') });
    await update(name, details({ ProvisioningArtifactId: 'v2' }));
    const project = await world.settled(name);
    expect(project.ProjectStatus).toBe('UpdateFailed');
    expect(project.ServiceCatalogProvisionedProductDetails?.ProvisionedProductStatusMessage).toContain('made anew');
    expect(await description(name)).toBe('one');
    const cases: [Record<string, unknown>, string][] = [
      [details({ ProvisioningArtifactId: 'v9' }), 'Provisioning artifact v9 does not exist or access was denied'],
      [details(parameters({ Size: '1' })), 'Parameters: [Size] do not exist in the template'],
      [
        { TemplateProvidersToUpdate: [{ CfnTemplateProvider: { TemplateName: 'x', TemplateURL: 'https://a/b' } }] },
        'This project is updated by ServiceCatalogProvisioningUpdateDetails',
      ],
    ];
    for (const [members, message] of cases) expect((await update(name, members)).message).toContain(message);
    await world.ask('DeleteProject', { ProjectName: name });
    await world.settled(name);
    expect((await update(name, details({}))).message).toContain('Cannot find Project');

    const failed = await world.begin(world.product({ v1: template(['A']).replace(definition('x'), '{}') }));
    expect((await world.settled(failed.name)).ProjectStatus).toBe('CreateFailed');
    const answer = await update(failed.name, details({}));
    expect(`${answer.code}: ${answer.message}`).toContain('ConflictException: Cannot update Project in CreateFailed');
  });

  it('can be of a template in S3, in the name of a role', async () => {
    const bucket = `templates-${randomLowerId(8)}`;
    const CreateBucketConfiguration = { LocationConstraint: REGION };
    await world.client.call('s3', 'CreateBucket', { Bucket: bucket, CreateBucketConfiguration });
    const put = (Key: string, text: string) =>
      world.client.call('s3', 'PutObject', { Bucket: bucket, Key, Body: Buffer.from(text.replaceAll('%{', '${')) });
    await put('one.yaml', template(['A']));
    await put('deep/two.yaml', template(['A', 'B']));
    const name = `Proj-${randomLowerId(8)}`;
    const provider = (TemplateURL: string, more = {}) => ({
      CfnTemplateProvider: { TemplateName: 'stack', TemplateURL, ...more },
    });
    const url = `https://${bucket}.s3.${REGION}.amazonaws.com/one.yaml`;
    await world.ask('CreateProject', {
      ProjectName: name,
      TemplateProviders: [provider(url, { RoleARN: ROLE, Parameters: [{ Key: 'Secret', Value: 'hush' }] })],
    });
    const project = await world.settled(name);
    expect(project.ServiceCatalogProvisionedProductDetails).toBeUndefined();
    expect(project).toMatchObject({
      ProjectStatus: 'CreateCompleted',
      TemplateProviderDetails: [
        {
          CfnTemplateProviderDetail: {
            ...{ TemplateName: 'stack', TemplateURL: url, RoleARN: ROLE },
            Parameters: [{ Key: 'Secret', Value: '****' }],
            StackDetail: { StatusMessage: 'AVAILABLE' },
          },
        },
      ],
    });
    const pipeline = await world.ask('DescribePipeline', { PipelineName: `${name}-pipeline` });
    expect(JSON.stringify(pipeline['CreatedBy'])).toContain(`assumed-role/SagebrushExecutionRole/${name}`);
    const second = `https://s3.${REGION}.amazonaws.com/${bucket}/deep/two.yaml`;
    await update(name, { TemplateProvidersToUpdate: [provider(second)] });
    expect((await world.settled(name)).ProjectStatus).toBe('UpdateCompleted');
    expect(await groupExists(`${name}-B`)).toBe(true);

    const refused: [string, string][] = [
      [`https://${bucket}.s3.amazonaws.com/none.yaml`, 'can not be read'],
      ['https://example.test/one.yaml', 'must be the https URL of an object in Amazon S3'],
      [`https://s3.amazonaws.com/none-${bucket}/one.yaml`, 'can not be read'],
    ];
    for (const [templateUrl, message] of refused) {
      const input = { ProjectName: 'Refused', TemplateProviders: [provider(templateUrl)] };
      const answer = await world.client.call('sagemaker', 'CreateProject', input);
      expect(answer).toMatchObject({ code: 'ValidationException' });
      expect(answer.message).toContain(message);
    }
  });
});
