import type { ExperimentConfig } from '../../../api/generated/sagemaker-types.ts';
import type { Scope } from '../../../base/arn.ts';
import { epochMs } from '../../../base/clock.ts';
import type { SqlTransaction } from '../../../store/sql/sql-store.ts';
import { mergeEntries } from '../component-values.ts';
import { ExperimentKind } from '../experiment-kinds.ts';
import type { ExperimentsDeps } from '../experiments-deps.ts';
import {
  type Artifacts,
  type ComponentDocument,
  type ComponentRecord,
  componentTable,
  statusColumn,
} from '../experiments-store.ts';
import { addSamples, type MetricSample } from '../metrics/add-samples.ts';
import { findMetricOwner } from '../metrics/find-metric-owner.ts';
import { findMetrics } from '../metrics/metrics-store.ts';
import { newRecord } from '../new-record.ts';
import { checkExperimentConfig, placeComponent } from './experiment-config.ts';
import { componentName, type JobComponent } from './job-component.ts';

/** A job's component as lineage knows it. */
export interface RecordedComponent {
  readonly arn: string;
  readonly name: string;
  /** See LineageEntity. */
  readonly type: string;
}

/** Keeps the trial components that jobs have by themselves, inside the transactions of the job domains. */
export interface TrialComponentRecorder {
  /** Refuses a config that `created` would refuse, before anything is written. */
  checkConfig(scope: Scope, config: ExperimentConfig | undefined): Promise<void>;
  /** Makes the component of a job that is being created. Throws what is wrong with its ExperimentConfig. */
  created(tx: SqlTransaction, scope: Scope, job: JobComponent): Promise<void>;
  /**
   * Shows what has become of the job. Telling the same twice changes nothing. Gives the component, locked, to join the
   * job's artifacts to; undefined when callers have deleted it or never let the job have it.
   */
  changed(tx: SqlTransaction, scope: Scope, job: JobComponent): Promise<RecordedComponent | undefined>;
  /** Adds values that a job reported to the statistics of its component. Each value must be told once. */
  measured(tx: SqlTransaction, scope: Scope, jobArn: string, samples: readonly MetricSample[]): Promise<void>;
}

export function trialComponentRecorder(deps: ExperimentsDeps): TrialComponentRecorder {
  return {
    checkConfig: async (scope, config) => {
      if (config) await checkExperimentConfig(deps, scope, config);
    },
    created: (tx, scope, job) => create(deps, tx, scope, job),
    changed: (tx, scope, job) => change(deps, tx, scope, job),
    measured: async (tx, scope, jobArn, samples) => {
      const component = await lockComponent(deps, tx, scope, jobArn);
      if (component) await addSamples(tx, component, samples);
    },
  };
}

async function create(deps: ExperimentsDeps, tx: SqlTransaction, scope: Scope, job: JobComponent): Promise<void> {
  const name = componentName(job);
  const document: ComponentDocument = {
    displayName: job.experimentConfig?.TrialComponentDisplayName ?? name,
    source: { SourceArn: job.jobArn, SourceType: job.sourceType },
    parameters: job.parameters,
    inputArtifacts: job.inputArtifacts,
    ...progressOf(job, undefined),
  };
  const columns = { status: statusColumn(document), extra: { source_key: job.jobArn.toLowerCase() } };
  const record = newRecord(scope, ExperimentKind.Component, name, deps.clock.nowMs(), document, columns);
  // A component that a caller has made under the name stays theirs; it is no reason to refuse the job.
  if (!(await componentTable.insert(tx, record))) return;
  if (job.experimentConfig) await placeComponent(deps, tx, record, job, job.experimentConfig);
}

async function change(
  deps: ExperimentsDeps,
  tx: SqlTransaction,
  scope: Scope,
  job: JobComponent,
): Promise<RecordedComponent | undefined> {
  const record = await lockComponent(deps, tx, scope, job.jobArn);
  // Callers may delete it while the job runs.
  if (!record) return undefined;
  const document = { ...record.document, ...progressOf(job, record.document.outputArtifacts) };
  if (JSON.stringify(document) !== JSON.stringify(record.document)) {
    const modifiedMs = deps.clock.nowMs();
    await componentTable.update(tx, { ...record, status: statusColumn(document), modifiedMs, document });
  }
  await addFinalMetrics(tx, record, job);
  return { arn: record.arn, name: record.name, type: job.sourceType };
}

/** The members that change while a job runs. Artifacts that callers have added stay. */
function progressOf(job: JobComponent, heldOutputs: Artifacts | undefined) {
  return {
    status: { PrimaryStatus: job.status, Message: job.message },
    startTime: job.startTime,
    endTime: job.endTime,
    outputArtifacts: mergeEntries(heldOutputs, job.outputArtifacts),
  };
}

/** The last values stand in for metrics whose single values nobody told us. */
async function addFinalMetrics(tx: SqlTransaction, record: ComponentRecord, job: JobComponent): Promise<void> {
  if (!job.finalMetrics?.length) return;
  const measured = new Set((await findMetrics(tx.db, record)).map(({ metric }) => metric));
  const samples = job.finalMetrics.flatMap(({ MetricName, Value, Timestamp }) =>
    MetricName === undefined || Value === undefined || Timestamp === undefined || measured.has(MetricName)
      ? []
      : [{ name: MetricName, value: Value, timestampMs: epochMs(Timestamp) }],
  );
  await addSamples(tx, record, samples);
}

async function lockComponent(
  { store }: ExperimentsDeps,
  tx: SqlTransaction,
  scope: Scope,
  jobArn: string,
): Promise<ComponentRecord | undefined> {
  const found = await findMetricOwner(tx.db, scope, jobArn);
  return found && componentTable.findForUpdate(store, tx, scope, found.name);
}
