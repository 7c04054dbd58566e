import { validationException } from '../../../api/errors.ts';
import type { UpdateFeatureGroupRequest, UpdateFeatureGroupResponse } from '../../../api/generated/sagemaker-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { checkDefinitions } from '../definition-checks.ts';
import { featureGroupName, noSuchFeatureGroup } from '../feature-names.ts';
import type { FeaturesDeps } from '../features-deps.ts';
import { type FeatureGroupDocument, type FeatureGroupRecord, featureGroupTable } from '../features-store.ts';
import { FEATURE_GROUP_STATES } from '../states.ts';
import { checkThroughput, checkTtl, isInMemory } from '../store-checks.ts';

/** Adds features, or changes time to live and throughput. Done when it answers; records of before stay as they are. */
export function updateFeatureGroup({
  store,
  clock,
}: FeaturesDeps): Operation<UpdateFeatureGroupRequest, UpdateFeatureGroupResponse> {
  return async (input, context) => {
    const name = featureGroupName(input.FeatureGroupName, context);
    if (!input.FeatureAdditions && !input.OnlineStoreConfig && !input.ThroughputConfig) {
      throw validationException('Specify at least one of FeatureAdditions, OnlineStoreConfig and ThroughputConfig.');
    }
    const arn = await store.transaction(async (tx) => {
      const group = await featureGroupTable.findForUpdate(store, tx, context, name);
      if (!group) throw noSuchFeatureGroup(input.FeatureGroupName);
      if (!FEATURE_GROUP_STATES[group.status].mayBeUpdated) {
        throw validationException(`FeatureGroup ${group.name} can not be updated: it is in status ${group.status}.`);
      }
      await featureGroupTable.update(tx, changed(group, input, clock.nowMs()));
      return group.arn;
    });
    return { FeatureGroupArn: arn };
  };
}

function changed(group: FeatureGroupRecord, input: UpdateFeatureGroupRequest, nowMs: number): FeatureGroupRecord {
  const { document } = group;
  const additions = (input.FeatureAdditions ?? []).map((definition) => ({ definition, creationMs: nowMs }));
  const features = [...document.features, ...additions];
  checkDefinitions(
    features.map((feature) => feature.definition),
    isInMemory({ OnlineStoreConfig: document.onlineStore }),
  );
  return {
    ...group,
    modifiedMs: nowMs,
    document: {
      ...document,
      features,
      onlineStore: changedOnlineStore(document, input),
      throughput: changedThroughput(document, input),
      lastUpdate: { Status: 'Successful' },
    },
  };
}

function changedOnlineStore({ onlineStore }: FeatureGroupDocument, { OnlineStoreConfig }: UpdateFeatureGroupRequest) {
  if (!OnlineStoreConfig) return onlineStore;
  const { TtlDuration, StorageType } = OnlineStoreConfig;
  if (!onlineStore?.EnableOnlineStore) {
    throw validationException('OnlineStoreConfig can be updated only where the online store is enabled.');
  }
  if (StorageType !== undefined && StorageType !== (onlineStore.StorageType ?? 'Standard')) {
    throw validationException('The StorageType of an online store can not be changed by this server.');
  }
  checkTtl(TtlDuration);
  return { ...onlineStore, TtlDuration: TtlDuration ?? onlineStore.TtlDuration };
}

function changedThroughput({ throughput }: FeatureGroupDocument, { ThroughputConfig }: UpdateFeatureGroupRequest) {
  if (!ThroughputConfig) return throughput;
  const ThroughputMode = ThroughputConfig.ThroughputMode ?? throughput?.ThroughputMode ?? 'OnDemand';
  // The capacities of before count on as long as the mode stays.
  const kept = ThroughputMode === throughput?.ThroughputMode ? throughput : {};
  const merged = { ...kept, ...ThroughputConfig, ThroughputMode };
  checkThroughput(merged);
  return merged;
}
