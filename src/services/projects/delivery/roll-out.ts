import type { OperationContext } from '../../../api/operation.ts';
import { PROJECT_ID_TAG, PROJECT_NAME_TAG } from '../project-names.ts';
import type { ProjectsDeps } from '../projects-deps.ts';
import { describeOrAbsent } from '../provisioning/project-call.ts';
import type { DeployedModel, DeploymentDocument } from './delivery-store.ts';

type Outcome = 'begun' | 'under-way' | 'serving' | { readonly failure: string };

/**
 * One step of an endpoint towards a model. `begun`: it has been told to serve it, which has to be written down: an endpoint
 * that is in service with another model afterwards has gone back to it. Throws ServiceError.
 */
export async function rollOut(
  { call }: ProjectsDeps,
  deployment: DeploymentDocument,
  target: DeployedModel,
  context: OperationContext,
): Promise<Outcome> {
  const { endpointName: EndpointName, isRollingOut } = deployment;
  const Tags = [
    { Key: PROJECT_NAME_TAG, Value: deployment.projectName },
    { Key: PROJECT_ID_TAG, Value: deployment.projectId },
  ];
  const found = await describeOrAbsent(call, 'sagemaker', 'DescribeEndpoint', { EndpointName }, context);
  const serves = found?.['EndpointConfigName'] === target.name;
  if (found && isRollingOut) return outcomeOf(found, serves);
  if (found?.['EndpointStatus'] === 'Failed') {
    await call('sagemaker', 'DeleteEndpoint', { EndpointName }, context);
    return 'under-way';
  }
  if (found && found['EndpointStatus'] !== 'InService') return serves ? 'begun' : 'under-way';
  if (serves) return 'serving';
  await makeModel(call, deployment, target, Tags, context);
  const input = { EndpointName, EndpointConfigName: target.name };
  if (found) await call('sagemaker', 'UpdateEndpoint', input, context);
  else await call('sagemaker', 'CreateEndpoint', { ...input, Tags }, context);
  return 'begun';
}

function outcomeOf(found: Record<string, unknown>, serves: boolean): Outcome {
  const reason = String(found['FailureReason'] ?? 'the endpoint does not come up');
  switch (found['EndpointStatus']) {
    case 'InService':
      return serves ? 'serving' : { failure: reason };
    case 'Failed':
      return { failure: reason };
    default:
      return 'under-way';
  }
}

/** Model and configuration, each unless it is there: their name belongs to this deployment alone. */
async function makeModel(
  call: ProjectsDeps['call'],
  { roleArn, instanceType, instanceCount }: DeploymentDocument,
  { name, packageArn }: DeployedModel,
  Tags: readonly { Key: string; Value: string }[],
  context: OperationContext,
): Promise<void> {
  if (!(await describeOrAbsent(call, 'sagemaker', 'DescribeModel', { ModelName: name }, context))) {
    const PrimaryContainer = { ModelPackageName: packageArn };
    const model = { ModelName: name, PrimaryContainer, ExecutionRoleArn: roleArn, Tags };
    await call('sagemaker', 'CreateModel', model, context);
  }
  const config = { EndpointConfigName: name };
  if (await describeOrAbsent(call, 'sagemaker', 'DescribeEndpointConfig', config, context)) return;
  const variant = {
    ...{ VariantName: 'AllTraffic', ModelName: name, InitialVariantWeight: 1 },
    ...{ InstanceType: instanceType, InitialInstanceCount: instanceCount },
  };
  await call('sagemaker', 'CreateEndpointConfig', { ...config, ProductionVariants: [variant], Tags }, context);
}
