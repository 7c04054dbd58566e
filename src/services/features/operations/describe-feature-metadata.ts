import type {
  DescribeFeatureMetadataRequest,
  DescribeFeatureMetadataResponse,
} from '../../../api/generated/sagemaker-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { epochSeconds } from '../../../base/clock.ts';
import { featureMetadata } from '../feature-metadata-store.ts';
import { findFeature, findFeatureGroup } from '../feature-names.ts';
import type { FeaturesDeps } from '../features-deps.ts';

export function describeFeatureMetadata({
  store,
}: FeaturesDeps): Operation<DescribeFeatureMetadataRequest, DescribeFeatureMetadataResponse> {
  return async (input, context) => {
    const group = await findFeatureGroup(store, input.FeatureGroupName, context);
    const { definition, creationMs } = findFeature(group, input.FeatureName);
    const metadata = await featureMetadata(store.reader, group.arn, definition.FeatureName);
    return {
      FeatureGroupArn: group.arn,
      FeatureGroupName: group.name,
      FeatureName: definition.FeatureName,
      FeatureType: definition.FeatureType,
      CreationTime: epochSeconds(creationMs),
      LastModifiedTime: epochSeconds(metadata?.modifiedMs ?? creationMs),
      Description: metadata?.description,
      Parameters: [...(metadata?.parameters ?? [])],
    };
  };
}
