import type { Kysely } from 'kysely';
import type {
  FeatureDefinition,
  LastUpdateStatus,
  OfflineStoreConfig,
  OfflineStoreStatusValue,
  OnlineStoreConfig,
  ThroughputConfig,
} from '../../api/generated/sagemaker-types.ts';
import type { Scope } from '../../base/arn.ts';
import { RecordTable, type ResourceRecord } from '../../store/sql/record-table.ts';
import type { SqlStore, SqlTransaction } from '../../store/sql/sql-store.ts';
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

export type FeatureGroupRecord = ResourceRecord<FeatureGroupDocument, FeatureGroupColumns> & {
  readonly status: LiveStatus;
};

const table = new RecordTable<FeatureGroupDocument, FeatureGroupColumns>('feature_groups', ['offline_status']);

/** The table with the status narrowed to those that this server writes, and moved only as states.ts allows. */
export const featureGroupTable = {
  records: table,
  find: (store: SqlStore, scope: Scope, name: string) =>
    table.find(store, scope, name) as Promise<FeatureGroupRecord | undefined>,
  findByArn: (db: Kysely<unknown>, arn: string) => table.findByArn(db, arn) as Promise<FeatureGroupRecord | undefined>,
  findForUpdate: (store: SqlStore, tx: SqlTransaction, scope: Scope, name: string) =>
    table.findForUpdate(store, tx, scope, name) as Promise<FeatureGroupRecord | undefined>,
  insert: (tx: SqlTransaction, record: FeatureGroupRecord) => table.insert(tx, record),
  update: (tx: SqlTransaction, record: FeatureGroupRecord) => table.update(tx, record),
  move: (tx: SqlTransaction, from: FeatureGroupRecord, to: FeatureGroupRecord) => {
    checkTransition(from.status, to.status);
    return table.update(tx, to);
  },
  delete: (tx: SqlTransaction, record: FeatureGroupRecord) => table.delete(tx, record, record.name),
} as const;
