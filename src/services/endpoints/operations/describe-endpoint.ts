import type {
  DescribeEndpointInput,
  DescribeEndpointOutput,
  ProductionVariantSummary,
} from '../../../api/generated/sagemaker-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { epochSeconds } from '../../../base/clock.ts';
import { endpointArn, noSuchEndpoint } from '../endpoint-names.ts';
import type { EndpointsDeps } from '../endpoints-deps.ts';
import { endpointTable, type Fleet } from '../endpoints-store.ts';

/** Variants are shown once a fleet serves. */
export function describeEndpoint({ store }: EndpointsDeps): Operation<DescribeEndpointInput, DescribeEndpointOutput> {
  return async (input, context) => {
    const endpoint = await endpointTable.find(store, context, input.EndpointName);
    if (!endpoint) throw noSuchEndpoint(endpointArn(context, input.EndpointName));
    const { current, pending, configName, failureReason, lastDeploymentConfig } = endpoint.document;
    return {
      EndpointName: endpoint.name,
      EndpointArn: endpoint.arn,
      EndpointConfigName: configName,
      EndpointStatus: endpoint.status,
      CreationTime: epochSeconds(endpoint.creationMs),
      LastModifiedTime: epochSeconds(endpoint.modifiedMs),
      FailureReason: failureReason,
      LastDeploymentConfig: lastDeploymentConfig,
      ...(current && { ProductionVariants: summarise(current) }),
      ...(current &&
        pending && {
          PendingDeploymentSummary: {
            EndpointConfigName: pending.configName,
            StartTime: epochSeconds(pending.createdMs),
          },
        }),
    };
  };
}

function summarise(fleet: Fleet): ProductionVariantSummary[] {
  return fleet.variants.map((variant) => ({
    VariantName: variant.name,
    DeployedImages: [
      {
        SpecifiedImage: variant.container.image,
        ResolvedImage: variant.container.image,
        ResolutionTime: epochSeconds(fleet.createdMs),
      },
    ],
    CurrentWeight: variant.weight,
    DesiredWeight: variant.weight,
    CurrentInstanceCount: variant.instanceCount,
    DesiredInstanceCount: variant.instanceCount,
  }));
}
