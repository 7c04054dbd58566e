import { DEPLOYMENT_KIND, type DeploymentDocument, deliveryKey, deploymentTable } from '../delivery/delivery-store.ts';
import { removeEndpoint } from '../delivery/remove-endpoint.ts';
import type { ProjectsDeps } from '../projects-deps.ts';
import { belongsTo } from './api-resource.ts';
import { describeOrAbsent } from './project-call.ts';
import { countProperty, textProperty } from './property-texts.ts';
import { type Place, ProvisioningError, type ResourceType } from './resource-type.ts';

/** Watches a group of model packages: the newest one that is approved is what the endpoint serves. */
export function modelDeployment(deps: ProjectsDeps): ResourceType {
  const { store, scheduler } = deps;
  const keyOf = ({ project, logicalId }: Place) => deliveryKey(project.projectId, logicalId);
  const begin = async (place: Place) => {
    const key = keyOf(place);
    const fresh = await documentOf(deps, place);
    await store.transaction(async (tx) => {
      const earlier = await deploymentTable.findForUpdate(store, tx, key);
      // What is served stays so; the next decision takes the new size.
      const document = { deployments: 0, outdated: [], ...earlier, ...fresh, failedPackageArn: undefined };
      await deploymentTable.put(tx, key, document.groupArn.toLowerCase(), document);
      await scheduler.schedule(tx, { kind: DEPLOYMENT_KIND, key });
    });
  };
  return {
    type: 'Sagebrush::SageMaker::ModelDeployment',
    properties: ['EndpointName', 'ModelPackageGroupName', 'RoleArn', 'InstanceType', 'InitialInstanceCount'],
    required: ['ModelPackageGroupName', 'RoleArn'],
    attributes: ['EndpointName'],
    nameProperty: 'EndpointName',
    nameLengthMax: 63,
    isNameLowerCase: false,

    async find(place) {
      if (await deploymentTable.find(store.reader, keyOf(place))) return 'ours';
      const { name: EndpointName, context } = place;
      const found = await describeOrAbsent(deps.call, 'sagemaker', 'DescribeEndpoint', { EndpointName }, context);
      if (!found) return 'absent';
      return (await belongsTo(deps.call, String(found['EndpointArn']), place)) ? 'ours' : 'foreign';
    },
    create: begin,
    update: begin,
    async settle({ name }) {
      return { reference: name, attributes: { EndpointName: name } };
    },
    async remove(place) {
      const key = keyOf(place);
      const deployment = await store.transaction(async (tx) => {
        const found = await deploymentTable.findForUpdate(store, tx, key);
        if (found) await deploymentTable.update(tx, key, { ...found, isEnding: true });
        return found;
      });
      const isGone = !deployment || (await removeEndpoint(deps, deployment, place.context));
      if (isGone) await store.transaction((tx) => deploymentTable.delete(tx, key));
    },
  };
}

type Fresh = Omit<DeploymentDocument, 'deployments' | 'outdated'>;

async function documentOf({ roles, call }: ProjectsDeps, place: Place): Promise<Fresh> {
  const { project, properties, context, logicalId, name } = place;
  const { projectId, projectName, projectArn } = project;
  const { account, region } = context;
  const groupName = textProperty(properties, 'ModelPackageGroupName');
  const input = { ModelPackageGroupName: groupName };
  const group = await describeOrAbsent(call, 'sagemaker', 'DescribeModelPackageGroup', input, context);
  if (!group) throw new ProvisioningError(`there is no model package group ${groupName}`);
  const roleArn = textProperty(properties, 'RoleArn');
  await roles.checkPassRole(roleArn, context);
  return {
    ...{ account, region, projectId, projectName, projectArn, logicalId, roleArn },
    groupArn: String(group['ModelPackageGroupArn']),
    groupName: String(group['ModelPackageGroupName']),
    endpointName: name,
    instanceType: textProperty(properties, 'InstanceType', 'ml.m5.large'),
    instanceCount: countProperty(properties, 'InitialInstanceCount', 1),
  };
}
