import type {
  FeatureDefinition,
  LastUpdateStatus,
  OfflineStoreConfig,
  OfflineStoreStatusValue,
  OnlineStoreConfig,
  ThroughputConfig,
} from '../../api/generated/sagemaker-types.ts';
import { RecordTable } from '../../store/sql/record-table.ts';
import { type StateRecord, StateTable } from '../../store/sql/state-table.ts';
import { checkTransition, type LiveStatus } from './states.ts';

export interface Feature {
  readonly definition: FeatureDefinition;
  /** When it was added: with its group, or by a later update. */
  readonly creationMs: number;
}

export interface FeatureGroupDocument {
  readonly recordIdentifier: string;
  readonly eventTime: string;
  /** In the order in which they were defined. */
  readonly features: readonly Feature[];
  readonly onlineStore?: OnlineStoreConfig | undefined;
  /** With the resolved output and the catalog's table filled in. */
  readonly offlineStore?: OfflineStoreConfig | undefined;
  readonly throughput?: ThroughputConfig | undefined;
  readonly roleArn?: string | undefined;
  readonly description?: string | undefined;
  readonly failureReason?: string | undefined;
  readonly lastUpdate?: LastUpdateStatus | undefined;
}

/** Disabled where there is no offline store, so that lists can sort by the column. */
export type FeatureGroupColumns = { offline_status: OfflineStoreStatusValue };

export type FeatureGroupRecord = StateRecord<FeatureGroupDocument, LiveStatus, FeatureGroupColumns>;

export const featureGroupTable = new StateTable<FeatureGroupDocument, LiveStatus, FeatureGroupColumns>(
  new RecordTable('feature_groups', ['offline_status']),
  checkTransition,
);
