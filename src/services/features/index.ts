import type { SageMakerOperations } from '../../api/generated/sagemaker-types.ts';
import type { Handlers } from '../../api/operation.ts';
import type { Controller } from '../../engine/work.ts';
import { FeatureGroupController } from './feature-group-controller.ts';
import type { FeaturesDeps } from './features-deps.ts';
import { createFeatureGroup } from './operations/create-feature-group.ts';
import { deleteFeatureGroup } from './operations/delete-feature-group.ts';
import { describeFeatureGroup } from './operations/describe-feature-group.ts';
import { describeFeatureMetadata } from './operations/describe-feature-metadata.ts';
import { listFeatureGroups } from './operations/list-feature-groups.ts';
import { updateFeatureGroup } from './operations/update-feature-group.ts';
import { updateFeatureMetadata } from './operations/update-feature-metadata.ts';

export interface FeaturesDomain {
  readonly handlers: Handlers<SageMakerOperations>;
  readonly controllers: readonly Controller[];
}

export function featuresDomain(deps: FeaturesDeps): FeaturesDomain {
  return {
    handlers: {
      CreateFeatureGroup: createFeatureGroup(deps),
      DeleteFeatureGroup: deleteFeatureGroup(deps),
      DescribeFeatureGroup: describeFeatureGroup(deps),
      DescribeFeatureMetadata: describeFeatureMetadata(deps),
      ListFeatureGroups: listFeatureGroups(deps),
      UpdateFeatureGroup: updateFeatureGroup(deps),
      UpdateFeatureMetadata: updateFeatureMetadata(deps),
    },
    controllers: [new FeatureGroupController(deps)],
  };
}
