import type { ListFeatureGroupsRequest, ListFeatureGroupsResponse } from '../../../api/generated/sagemaker-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { type ListRules, listRecords } from '../../record-list.ts';
import { summariseFeatureGroup } from '../feature-group-shapes.ts';
import type { FeaturesDeps } from '../features-deps.ts';
import { type FeatureGroupRecord, featureGroupTable } from '../features-store.ts';

/** The API reference does not name a default; the service lists the newest group first. */
const RULES: ListRules = {
  operation: 'ListFeatureGroups',
  sortColumns: {
    Name: 'name_key',
    FeatureGroupStatus: 'status',
    OfflineStoreStatus: 'offline_status',
    CreationTime: 'creation_ms',
  },
  defaultSort: 'CreationTime',
  defaultOrder: 'Descending',
};

export function listFeatureGroups({
  store,
  tokens,
}: FeaturesDeps): Operation<ListFeatureGroupsRequest, ListFeatureGroupsResponse> {
  return async (input, context) => {
    const { FeatureGroupStatusEquals: status, OfflineStoreStatusEquals: offline, ...rest } = input;
    const { records, nextToken } = await listRecords(
      featureGroupTable.records,
      store,
      tokens,
      RULES,
      { ...rest, StatusEquals: status },
      context,
      offline === undefined ? {} : { equals: { offline_status: offline } },
    );
    return {
      FeatureGroupSummaries: records.map((record) => summariseFeatureGroup(record as FeatureGroupRecord)),
      NextToken: nextToken,
    };
  };
}
