import type { NextLook } from '../../engine/work.ts';
import type { SqlTransaction } from '../../store/sql/sql-store.ts';
import type { JobEvent, JobRecorder } from '../job-events.ts';
import type { JobRun } from '../job-run-store.ts';
import type { JobsDeps } from '../jobs-deps.ts';
import type { LiveJob } from '../live-job.ts';
import type { MetricMatcher } from '../metric-matcher.ts';
import type { JobPhase, JobProgress } from '../states.ts';

/** What a step works with. */
export interface StepContext {
  readonly run: JobRun;
  readonly live: LiveJob;
  readonly deps: JobsDeps;
  readonly metrics: MetricMatcher;
  readonly recorder: JobRecorder;
  /** Aborts when the server closes or the job is to be stopped. */
  readonly signal: AbortSignal;
  /** Shows people what is going on in a step that takes long. */
  readonly report: (message: string) => void;
  /** Shows an event before the step's commit, should the step take long. The step gives it among its events too. */
  readonly announce: (event: JobEvent) => void;
}

/** What a step did. Nothing of it holds until it is committed, and the step may be repeated until then. */
export interface Step {
  /** The phase to go on with; absent to stay. */
  readonly phase?: JobPhase;
  readonly progress?: Partial<JobProgress>;
  readonly events?: readonly JobEvent[];
  /** Further writes of the same commit. */
  readonly write?: (tx: SqlTransaction) => Promise<void>;
  /** `at-once` goes on without a commit between, where the next step is short and finds out what this one did. */
  readonly next: NextLook | 'at-once';
}
