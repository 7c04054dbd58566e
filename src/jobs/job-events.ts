import type { SqlTransaction } from '../store/sql/sql-store.ts';
import type { JobEnd, JobSpec } from './job-spec.ts';

export interface FinalMetric {
  readonly name: string;
  readonly value: number;
  readonly timestampMs: number;
}

/** How a job ended, as its domain shows it. */
export interface JobOutcome {
  readonly end: JobEnd;
  /** `<kind>: <message>`, for a job that failed. */
  readonly failureReason?: string;
  readonly exitMessage?: string;
  readonly metrics: readonly FinalMetric[];
  /** URIs of the artifacts that were written, by the directory they hold. */
  readonly artifacts: Readonly<Record<string, string>>;
}

/** What happened to a job, in order. A domain turns it into the statuses that its API shows. */
export type JobEvent = { readonly atMs: number } & (
  | { readonly type: 'progress'; readonly message: string }
  | { readonly type: 'downloading' }
  | { readonly type: 'running' }
  /** The time limit was reached and the hosts were told to end. */
  | { readonly type: 'limit-reached' }
  | { readonly type: 'uploading' }
  | { readonly type: 'ended'; readonly outcome: JobOutcome }
);

/** A domain's own record of a job. It is written in the transaction that moves the job. */
export interface JobRecorder {
  record(tx: SqlTransaction, spec: JobSpec, events: readonly JobEvent[]): Promise<void>;
  /** Takes every value of the job's metrics, each once, in the transaction that stores the log line it was found in. */
  measured?(tx: SqlTransaction, spec: JobSpec, metrics: readonly FinalMetric[]): Promise<void>;
}
