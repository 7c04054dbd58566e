import { afterAll, beforeAll, expect, it } from 'vitest';
import { randomLowerId } from '../../src/base/ids.ts';
import { ancestry, artifactOf } from '../support/ancestry.ts';
import { type EndpointWorld, openEndpointWorld } from '../support/endpoint-world.ts';
import { MODEL_SERVER } from '../support/model-server.ts';
import { forEachStore } from '../support/stores.ts';
import { IMAGE } from '../support/system-python.ts';
import { archiveOf } from '../support/text-archive.ts';

forEachStore('What packages and deployments leave behind by themselves', (open) => {
  let world: EndpointWorld;

  beforeAll(async () => {
    world = await openEndpointWorld(await open());
  });
  afterAll(() => world.remove());

  async function newVersion() {
    const ModelPackageGroupName = `Group-${randomLowerId(8)}`;
    const ModelDataUrl = await world.put('model.tar.gz', await archiveOf({ 'weights.txt': 'w' }));
    const SAGEMAKER_SUBMIT_DIRECTORY = await world.put('code.tar.gz', await archiveOf({ 'serve.py': MODEL_SERVER }));
    await world.call('CreateModelPackageGroup', { ModelPackageGroupName });
    const { ModelPackageArn } = await world.call('CreateModelPackage', {
      ModelPackageGroupName,
      InferenceSpecification: {
        Containers: [{ Image: IMAGE, ModelDataUrl, Environment: { SAGEMAKER_SUBMIT_DIRECTORY } }],
        SupportedContentTypes: ['text/csv'],
        SupportedResponseMIMETypes: ['text/csv'],
      },
      MetadataProperties: { CommitId: 'c0ffee' },
    });
    return { group: ModelPackageGroupName, arn: ModelPackageArn, data: ModelDataUrl };
  }

  it('joins a version to its image, its data, its group and every decision on it', async () => {
    const { group, arn, data } = await newVersion();
    const artifact = await artifactOf(world.call, arn);
    const { Source, ArtifactType, MetadataProperties } = await world.call('DescribeArtifact', {
      ArtifactArn: artifact,
    });
    expect({ Source, ArtifactType, MetadataProperties }).toMatchObject({
      Source: { SourceUri: arn },
      ArtifactType: 'Model',
      MetadataProperties: { CommitId: 'c0ffee' },
    });
    for (const ModelApprovalStatus of ['Approved', 'Rejected'] as const) {
      await world.call('UpdateModelPackage', { ModelPackageArn: arn, ModelApprovalStatus });
    }
    await world.call('UpdateModelPackage', { ModelPackageArn: arn, CustomerMetadataProperties: { team: 'red' } });
    const above = await ancestry(world.call, artifact);
    const label = `${group.toLowerCase()}-1`;
    expect(above.map((vertex) => vertex.replace(/-\d{10}-/, '-EPOCH-'))).toEqual([
      `Approval ${label}-approved-EPOCH-aws-model-group`,
      `Approval ${label}-pendingmanualapproval-EPOCH-aws-model-group`,
      `Approval ${label}-rejected-EPOCH-aws-model-group`,
      `Image ${IMAGE}`,
      `ModelData ${data}`,
    ]);
    expect(await ancestry(world.call, artifact, 'Descendants')).toEqual([`ModelGroup ${label}-aws-model-group`]);
    const { ContextSummaries } = await world.call('ListContexts', { ContextType: 'ModelGroup' });
    expect(ContextSummaries?.[0]).toMatchObject({ ContextName: `${group}-1-aws-model-group` });
  });

  it('takes a repeated client token for the version that is there', async () => {
    const { group, data } = await newVersion();
    const request = {
      ModelPackageGroupName: group,
      ClientToken: randomLowerId(12),
      InferenceSpecification: {
        Containers: [{ Image: IMAGE, ModelDataUrl: data }],
        SupportedContentTypes: ['text/csv'],
        SupportedResponseMIMETypes: ['text/csv'],
      },
    };
    const { ModelPackageArn } = await world.call('CreateModelPackage', request);
    const before = await ancestry(world.call, await artifactOf(world.call, ModelPackageArn));
    await world.call('CreateModelPackage', request);
    expect(await ancestry(world.call, await artifactOf(world.call, ModelPackageArn))).toEqual(before);
  });

  it('tells from an endpoint in service to the package, the image and the model data', async () => {
    const { group, arn, data } = await newVersion();
    await world.call('UpdateModelPackage', { ModelPackageArn: arn, ModelApprovalStatus: 'Approved' });
    const ModelName = `Model-${randomLowerId(8)}`;
    const { ModelArn } = await world.call('CreateModel', {
      ModelName,
      ExecutionRoleArn: world.role,
      PrimaryContainer: { ModelPackageName: arn },
    });
    const EndpointName = `Endpoint-${randomLowerId(8)}`;
    const EndpointConfigName = await world.createConfig(ModelName);
    const { EndpointArn } = await world.call('CreateEndpoint', { EndpointName, EndpointConfigName });
    const contexts = async () => (await world.call('ListContexts', { SourceUri: EndpointArn })).ContextSummaries ?? [];
    expect(await contexts()).toEqual([]);
    expect(await world.untilStatus(EndpointName, /InService|Failed/)).toMatchObject({ EndpointStatus: 'InService' });
    const [context] = await contexts();
    expect(context).toMatchObject({ ContextName: `${EndpointName}-aws-endpoint`, ContextType: 'Endpoint' });
    const above = await ancestry(world.call, context?.ContextArn ?? '');
    expect(above).toEqual(expect.arrayContaining([`Image ${IMAGE}`, `Model ${arn}`, `ModelData ${data}`]));
    expect(above.filter((vertex) => vertex.startsWith('ModelDeployment'))).toEqual([
      expect.stringMatching(new RegExp(`^ModelDeployment ${group.toLowerCase()}-1-approved-\\d+-aws-endpoint$`)),
    ]);

    // What the Python SDK's EndpointContext.models() asks.
    const actions = await world.call('ListAssociations', {
      SourceArn: context?.ContextArn,
      DestinationType: 'ModelDeployment',
    });
    const models = await world.call('ListAssociations', {
      SourceArn: actions.AssociationSummaries?.[0]?.DestinationArn,
      DestinationType: 'Model',
    });
    expect(models.AssociationSummaries?.map((one) => one.DestinationArn)).toEqual([
      await artifactOf(world.call, ModelArn),
    ]);
  });

  it('records a deployment that replaces another, and none that failed', async () => {
    const EndpointName = await world.createEndpoint('one');
    const actions = async () =>
      (await world.call('ListActions', { ActionType: 'ModelDeployment', MaxResults: 100 })).ActionSummaries?.filter(
        ({ ActionName }) => ActionName?.startsWith(`${EndpointName}-`),
      );
    expect(await actions()).toHaveLength(1);
    const broken = await world.createConfig(await world.createModel('two', { DIE_AT_START: '1' }));
    await world.call('UpdateEndpoint', { EndpointName, EndpointConfigName: broken });
    await world.untilStatus(EndpointName, /InService|Failed/);
    expect(await actions()).toHaveLength(1);
    const next = await world.createConfig(await world.createModel('three'));
    await world.call('UpdateEndpoint', { EndpointName, EndpointConfigName: next });
    await world.untilStatus(EndpointName, /InService|Failed/);
    expect(await actions()).toHaveLength(2);
  });
});
