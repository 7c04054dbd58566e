import type { Scope } from '../../base/arn.ts';
import type { SqlTransaction } from '../../store/sql/sql-store.ts';
import type { ArtifactFacts } from '../lineage/index.ts';

export type RunState = 'START' | 'COMPLETE' | 'FAIL' | 'ABORT';

/** A run and the job that it is a run of, as others refer to it. */
export interface RunIdentity {
  /** Unique for ever: the ARN of an execution, or of a job with the time of its creation. A run's id is made of it. */
  readonly runKey: string;
  /** The same in every run: `pipeline/<name>`, `pipeline/<name>/<step>`, `training-job/<name>`. */
  readonly jobName: string;
}

/** What has become of a run. */
export interface RunFacts extends RunIdentity {
  readonly state: RunState;
  readonly atMs: number;
  /** `TRAINING_JOB`, `PIPELINE_STEP`, … */
  readonly jobType: string;
  /** The ARN of what ran, where it has one. */
  readonly arn?: string | undefined;
  /** The run that this one is a part of, and the one that everything is a part of. */
  readonly parent?: RunIdentity | undefined;
  readonly root?: RunIdentity | undefined;
  readonly inputs?: readonly ArtifactFacts[];
  readonly outputs?: readonly ArtifactFacts[];
  readonly failureReason?: string | undefined;
}

/** What domains tell of their runs. */
export interface RunRecorder {
  /** Writes the run event down in the transaction that makes the change. */
  record(tx: SqlTransaction, scope: Scope, facts: RunFacts): Promise<void>;
}
