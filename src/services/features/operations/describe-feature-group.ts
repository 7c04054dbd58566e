import type {
  DescribeFeatureGroupRequest,
  DescribeFeatureGroupResponse,
} from '../../../api/generated/sagemaker-types.ts';
import type { Operation, OperationContext } from '../../../api/operation.ts';
import { epochSeconds } from '../../../base/clock.ts';
import { offlineStoreStatus, onlineStore, throughput } from '../feature-group-shapes.ts';
import { findFeatureGroup } from '../feature-names.ts';
import type { FeaturesDeps } from '../features-deps.ts';
import type { Feature, FeatureGroupRecord } from '../features-store.ts';

/** Feature definitions of one answer at most. */
const PAGE = 2500;

/** Takes a name or an ARN. Definitions come in the order of their creation. */
export function describeFeatureGroup(
  deps: FeaturesDeps,
): Operation<DescribeFeatureGroupRequest, DescribeFeatureGroupResponse> {
  return async (input, context) => {
    const group = await findFeatureGroup(deps.store, input.FeatureGroupName, context);
    const { document } = group;
    const page = definitionsPage(deps, group, input.NextToken, context);
    return {
      FeatureGroupArn: group.arn,
      FeatureGroupName: group.name,
      RecordIdentifierFeatureName: document.recordIdentifier,
      EventTimeFeatureName: document.eventTime,
      FeatureDefinitions: page.features.map((feature) => feature.definition),
      CreationTime: epochSeconds(group.creationMs),
      LastModifiedTime: epochSeconds(group.modifiedMs),
      OnlineStoreConfig: onlineStore(group),
      OfflineStoreConfig: document.offlineStore,
      ThroughputConfig: throughput(group),
      RoleArn: document.roleArn,
      FeatureGroupStatus: group.status,
      OfflineStoreStatus: offlineStoreStatus(group),
      LastUpdateStatus: document.lastUpdate,
      FailureReason: document.failureReason,
      Description: document.description,
      NextToken: page.nextToken,
    };
  };
}

/** The model requires NextToken in the answer: on the last page it is empty, which clients take for the end. */
function definitionsPage(
  { tokens, featuresPerPage = PAGE }: FeaturesDeps,
  group: FeatureGroupRecord,
  nextToken: string | undefined,
  context: OperationContext,
): { readonly features: readonly Feature[]; readonly nextToken: string } {
  // A group made anew under the same name is another list.
  const query = { operation: 'DescribeFeatureGroup', context, arn: group.arn, creationMs: group.creationMs };
  const [start = 0] = tokens.open(nextToken === '' ? undefined : nextToken, query);
  const end = Number(start) + featuresPerPage;
  const { features } = group.document;
  return {
    features: features.slice(Number(start), end),
    nextToken: end < features.length ? tokens.seal([end], query) : '',
  };
}
