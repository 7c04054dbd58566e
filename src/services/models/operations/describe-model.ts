import type {
  ContainerDefinition,
  DescribeModelInput,
  DescribeModelOutput,
} from '../../../api/generated/sagemaker-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { epochSeconds } from '../../../base/clock.ts';
import { findModel } from '../find-model.ts';
import type { ModelsDeps } from '../models-deps.ts';

export function describeModel({ store }: ModelsDeps): Operation<DescribeModelInput, DescribeModelOutput> {
  return async (input, context) => {
    const model = await findModel(store, context, input.ModelName);
    const { request } = model.document;
    return {
      ...request,
      PrimaryContainer: request.PrimaryContainer && withMode(request.PrimaryContainer),
      Containers: request.Containers?.map(withMode),
      EnableNetworkIsolation: request.EnableNetworkIsolation ?? false,
      CreationTime: epochSeconds(model.creationMs),
      ModelArn: model.arn,
    };
  };
}

/** The service answers a mode even when none was given. */
const withMode = (container: ContainerDefinition): ContainerDefinition => ({ Mode: 'SingleModel', ...container });
