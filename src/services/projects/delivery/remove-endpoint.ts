import type { OperationContext } from '../../../api/operation.ts';
import { ServiceError } from '../../../base/errors.ts';
import type { ProjectsDeps } from '../projects-deps.ts';
import { describeOrAbsent } from '../provisioning/project-call.ts';
import type { DeployedModel, DeploymentDocument } from './delivery-store.ts';

const IN_PROGRESS: ReadonlySet<string> = new Set(['Creating', 'Updating', 'SystemUpdating', 'RollingBack', 'Deleting']);

/**
 * Takes the endpoint of a deployment away, then its configurations and models. False while the endpoint is still there:
 * what is under way has to end first.
 */
export async function removeEndpoint(
  { call }: ProjectsDeps,
  { endpointName, deployed, target, outdated }: DeploymentDocument,
  context: OperationContext,
): Promise<boolean> {
  const input = { EndpointName: endpointName };
  const found = await describeOrAbsent(call, 'sagemaker', 'DescribeEndpoint', input, context);
  if (found) {
    if (!IN_PROGRESS.has(String(found['EndpointStatus']))) await call('sagemaker', 'DeleteEndpoint', input, context);
    return false;
  }
  for (const one of [...outdated, deployed, target]) if (one) await removeModel({ call }, one, context);
  return true;
}

/** Removes a configuration and its model, as far as they are there. */
export async function removeModel(
  { call }: Pick<ProjectsDeps, 'call'>,
  { name }: DeployedModel,
  context: OperationContext,
): Promise<void> {
  const inputs = { DeleteEndpointConfig: { EndpointConfigName: name }, DeleteModel: { ModelName: name } };
  for (const [operation, input] of Object.entries(inputs)) {
    try {
      await call('sagemaker', operation, input, context);
    } catch (error) {
      // SageMaker's word for what is not there.
      if (!(error instanceof ServiceError) || error.code !== 'ValidationException') throw error;
    }
  }
}
