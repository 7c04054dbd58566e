import type {
  DescribeEndpointConfigInput,
  DescribeEndpointConfigOutput,
} from '../../../api/generated/sagemaker-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { epochSeconds } from '../../../base/clock.ts';
import type { EndpointsDeps } from '../endpoints-deps.ts';
import { findConfig } from '../find-config.ts';

export function describeEndpointConfig({
  store,
}: EndpointsDeps): Operation<DescribeEndpointConfigInput, DescribeEndpointConfigOutput> {
  return async (input, context) => {
    const config = await findConfig(store, context, input.EndpointConfigName);
    const { request } = config.document;
    return {
      ...request,
      ProductionVariants: request.ProductionVariants.map((variant) => ({ InitialVariantWeight: 1, ...variant })),
      EnableNetworkIsolation: request.EnableNetworkIsolation ?? false,
      EndpointConfigArn: config.arn,
      CreationTime: epochSeconds(config.creationMs),
    };
  };
}
