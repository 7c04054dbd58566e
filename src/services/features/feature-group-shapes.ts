import type {
  FeatureGroupSummary,
  OfflineStoreStatus,
  OnlineStoreConfig,
  ThroughputConfigDescription,
} from '../../api/generated/sagemaker-types.ts';
import { epochSeconds } from '../../base/clock.ts';
import type { FeatureGroupRecord } from './features-store.ts';

export function summariseFeatureGroup(group: FeatureGroupRecord): FeatureGroupSummary {
  return {
    FeatureGroupName: group.name,
    FeatureGroupArn: group.arn,
    CreationTime: epochSeconds(group.creationMs),
    FeatureGroupStatus: group.status,
    OfflineStoreStatus: offlineStoreStatus(group),
  };
}

/** Left out where there is no offline store. */
export function offlineStoreStatus(group: FeatureGroupRecord): OfflineStoreStatus | undefined {
  if (!group.document.offlineStore) return undefined;
  const { offline_status: status } = group.extra;
  return { Status: status, ...(status === 'Blocked' && { BlockedReason: group.document.failureReason }) };
}

export function onlineStore(group: FeatureGroupRecord): OnlineStoreConfig | undefined {
  const config = group.document.onlineStore;
  return config && { ...config, EnableOnlineStore: config.EnableOnlineStore ?? false };
}

/** On demand unless said otherwise; an in-memory store is sized another way. */
export function throughput(group: FeatureGroupRecord): ThroughputConfigDescription | undefined {
  if (group.document.throughput) return group.document.throughput;
  const online = group.document.onlineStore;
  if (!online?.EnableOnlineStore || online.StorageType === 'InMemory') return undefined;
  return { ThroughputMode: 'OnDemand' };
}
