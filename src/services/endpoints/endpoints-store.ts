import type { CreateEndpointConfigInput, DeploymentConfig } from '../../api/generated/sagemaker-types.ts';
import type { Principal } from '../../api/operation.ts';
import { RecordTable, type ResourceRecord } from '../../store/sql/record-table.ts';
import type { SqlStore, SqlTransaction } from '../../store/sql/sql-store.ts';
import type { ModelContainer } from '../models/index.ts';
import type { LiveStatus } from './states.ts';

export interface ConfigDocument {
  readonly request: Omit<CreateEndpointConfigInput, 'Tags'>;
}

export type ConfigRecord = ResourceRecord<ConfigDocument>;

export const configTable = new RecordTable<ConfigDocument>('endpoint_configs');

/** A variant as it was when its deployment began: configs and models may be deleted afterwards. */
export interface FleetVariant {
  readonly name: string;
  readonly container: ModelContainer;
  readonly modelArn?: string | undefined;
  readonly roleArn?: string | undefined;
  /** Who made the model, if it has no role. */
  readonly creator?: Principal | undefined;
  readonly instanceType: string;
  readonly instanceCount: number;
  readonly weight: number;
  /** From the variant's ContainerStartupHealthCheckTimeoutInSeconds. */
  readonly startupTimeoutMs?: number | undefined;
}

/** One host of a variant, named before it is started. */
export interface Instance {
  readonly variant: string;
  /** Derived from deployment, variant and number; looks like EC2's. */
  readonly instanceId: string;
  /** Counts the starts. Each has a run id and a port of its own. */
  readonly attempt: number;
  readonly port: number;
  /** Not started before this time: restarts back off. */
  readonly startAtMs: number;
  /** Ends in a row that came soon after the start. */
  readonly quickEnds: number;
}

/** All hosts of one deployment. */
export interface Fleet {
  /** Unique for ever. */
  readonly deploymentId: string;
  readonly configName: string;
  readonly createdMs: number;
  readonly variants: readonly FleetVariant[];
  /** Empty until model data and runtimes are ready. */
  readonly instances: readonly Instance[];
  /** When the instances were first told to start. */
  readonly startedMs?: number | undefined;
}

/** Hosts that are being ended, and their directory with them. */
export interface RetiredFleet {
  readonly deploymentId: string;
  /** Hosts go on until then. */
  readonly stopAtMs: number;
  readonly instances: readonly RetiredInstance[];
}

export interface RetiredInstance {
  readonly variant: string;
  readonly instanceId: string;
  readonly attempt: number;
  /** When SIGTERM was sent. */
  readonly terminatedMs?: number | undefined;
}

export interface EndpointDocument {
  /** Grows with every write: a step that was thought out on an older revision is dropped. */
  readonly revision: number;
  readonly configName: string;
  /** What serves. */
  readonly current?: Fleet | undefined;
  /** What is being rolled out. */
  readonly pending?: Fleet | undefined;
  readonly retired: readonly RetiredFleet[];
  readonly failureReason?: string | undefined;
  readonly lastDeploymentConfig?: DeploymentConfig | undefined;
}

export type EndpointRecord = ResourceRecord<EndpointDocument> & { readonly status: LiveStatus };

const table = new RecordTable<EndpointDocument>('endpoints');

/** The table with the status narrowed to those that this server writes. */
export const endpointTable = {
  records: table,
  find: (store: SqlStore, scope: { account: string; region: string }, name: string) =>
    table.find(store, scope, name) as Promise<EndpointRecord | undefined>,
  findByArn: (store: SqlStore, arn: string) =>
    table.findByArn(store.reader, arn) as Promise<EndpointRecord | undefined>,
  findForUpdate: (store: SqlStore, tx: SqlTransaction, scope: { account: string; region: string }, name: string) =>
    table.findForUpdate(store, tx, scope, name) as Promise<EndpointRecord | undefined>,
  insert: (tx: SqlTransaction, record: EndpointRecord) => table.insert(tx, record),
  update: (tx: SqlTransaction, record: EndpointRecord) =>
    table.update(tx, { ...record, document: { ...record.document, revision: record.document.revision + 1 } }),
  delete: (tx: SqlTransaction, record: EndpointRecord) => table.delete(tx, record, record.name),
} as const;

/** ARNs of all endpoints of all accounts, which is how work on them is named. */
export async function endpointArns(store: SqlStore): Promise<string[]> {
  const rows = await store.reader
    .withTables<{ endpoints: { arn: string } }>()
    .selectFrom('endpoints')
    .select('arn')
    .execute();
  return rows.map((row) => row.arn);
}
