import type { Kysely } from 'kysely';
import type { SqlStore, SqlTransaction } from '../store/sql/sql-store.ts';
import type { FinalMetric } from './job-events.ts';
import type { JobKind, JobSpec } from './job-spec.ts';
import { JobPhase, type JobProgress } from './states.ts';

/** A job that is not yet cleaned up. */
export interface JobRun {
  readonly spec: JobSpec;
  readonly phase: JobPhase;
  readonly progress: JobProgress;
  /** Set by a client's Stop, never by the controller, so that neither overwrites the other. */
  readonly stopRequestedAtMs?: number;
}

type RunRow = {
  arn: string;
  kind: string;
  spec: string;
  phase: string;
  progress: string;
  stop_requested_ms: number | null;
};
type MetricRow = { arn: string; metric: string; value: string; timestamp_ms: number };
type JobTables = { job_runs: RunRow; job_metrics: MetricRow };

const tables = (db: Kysely<unknown>) => db.withTables<JobTables>();

export async function insertRun(tx: SqlTransaction, spec: JobSpec): Promise<void> {
  await tables(tx.db)
    .insertInto('job_runs')
    .values({
      arn: spec.arn,
      kind: spec.kind,
      spec: JSON.stringify(spec),
      phase: JobPhase.Preparing,
      progress: JSON.stringify({ troubles: 0 } satisfies JobProgress),
      stop_requested_ms: null,
    })
    .execute();
}

export async function findRun(store: SqlStore, arn: string): Promise<JobRun | undefined> {
  const row = await tables(store.reader).selectFrom('job_runs').selectAll().where('arn', '=', arn).executeTakeFirst();
  if (!row) return undefined;
  return {
    spec: JSON.parse(row.spec) as JobSpec,
    phase: row.phase as JobPhase,
    progress: JSON.parse(row.progress) as JobProgress,
    ...(row.stop_requested_ms === null ? {} : { stopRequestedAtMs: row.stop_requested_ms }),
  };
}

/** ARNs of the runs of a kind that are not yet cleaned up. */
export async function listRunArns(store: SqlStore, kind: JobKind): Promise<string[]> {
  const rows = await tables(store.reader).selectFrom('job_runs').select('arn').where('kind', '=', kind).execute();
  return rows.map((row) => row.arn);
}

/** Writes phase and progress; a stop request that came meanwhile stays. */
export async function saveRun(tx: SqlTransaction, run: JobRun): Promise<void> {
  await tables(tx.db)
    .updateTable('job_runs')
    .set({ phase: run.phase, progress: JSON.stringify(run.progress) })
    .where('arn', '=', run.spec.arn)
    .execute();
}

/** Records that a client wants the job to stop. The first request counts. */
export async function requestStop(tx: SqlTransaction, arn: string, atMs: number): Promise<void> {
  await tables(tx.db)
    .updateTable('job_runs')
    .set({ stop_requested_ms: atMs })
    .where('arn', '=', arn)
    .where('stop_requested_ms', 'is', null)
    .execute();
}

/** Forgets a run and its metrics. */
export async function deleteRun(tx: SqlTransaction, arn: string): Promise<void> {
  await tables(tx.db).deleteFrom('job_metrics').where('arn', '=', arn).execute();
  await tables(tx.db).deleteFrom('job_runs').where('arn', '=', arn).execute();
}

/**
 * Keeps the last value of each metric; `metrics` are in order. Values are text, because neither NaN nor infinity fits
 * every database.
 */
export async function putMetrics(tx: SqlTransaction, arn: string, metrics: readonly FinalMetric[]): Promise<void> {
  if (metrics.length === 0) return;
  const last = new Map(metrics.map((metric) => [metric.name, metric]));
  await tables(tx.db)
    .insertInto('job_metrics')
    .values(
      [...last.values()].map((metric) => ({
        arn,
        metric: metric.name,
        value: String(metric.value),
        timestamp_ms: metric.timestampMs,
      })),
    )
    .onConflict((conflict) =>
      conflict.columns(['arn', 'metric']).doUpdateSet((eb) => ({
        value: eb.ref('excluded.value'),
        timestamp_ms: eb.ref('excluded.timestamp_ms'),
      })),
    )
    .execute();
}

export async function listMetrics(store: SqlStore, arn: string): Promise<FinalMetric[]> {
  const rows = await tables(store.reader)
    .selectFrom('job_metrics')
    .selectAll()
    .where('arn', '=', arn)
    .orderBy('metric')
    .execute();
  return rows.map((row) => ({ name: row.metric, value: Number(row.value), timestampMs: row.timestamp_ms }));
}
