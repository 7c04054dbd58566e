import type { PipelineExecutionStepMetadata } from '../../../api/generated/sagemaker-types.ts';
import type { JsonValue } from '../../../base/json.ts';
import type { Step } from '../definition/pipeline-definition.ts';
import type { ExecutionRecord } from '../executions-store.ts';
import type { StepChange } from '../steps-store.ts';
import type { ExecutionPlan } from './execution-plan.ts';
import { cutReason } from './failure-reasons.ts';
import { checkStepTransition, stepHasEnded } from './states.ts';
import type { StepRun } from './step-run.ts';

/** One look at an execution: its steps as they were read, and what this look changes about them. */
export class ExecutionProgress {
  readonly execution: ExecutionRecord;
  readonly plan: ExecutionPlan;
  /** The time of this look, for everything that it writes down. */
  readonly nowMs: number;
  /** ARNs whose end this execution must hear of. */
  readonly topics = new Set<string>();
  /** Something failed that may be gone at the next look, which should not be far then. */
  hadTrouble = false;
  /** The steps as they were when the look began. */
  readonly before: ReadonlyMap<string, StepRun>;
  readonly #runs: Map<string, StepRun>;
  readonly #changes = new Map<string, StepChange>();

  constructor(execution: ExecutionRecord, plan: ExecutionPlan, runs: readonly StepRun[], nowMs: number) {
    this.execution = execution;
    this.plan = plan;
    this.nowMs = nowMs;
    this.before = new Map(runs.map((run) => [run.stepName, run]));
    this.#runs = new Map(this.before);
  }

  get runs(): ReadonlyMap<string, StepRun> {
    return this.#runs;
  }

  get changes(): StepChange[] {
    return [...this.#changes.values()];
  }

  /** Steps that something may still happen to. */
  get live(): StepRun[] {
    return [...this.#runs.values()].filter(({ status }) => !stepHasEnded(status));
  }

  get hasFailed(): boolean {
    return [...this.#runs.values()].some(({ status }) => status === 'Failed');
  }

  /** Properties that this look has brought and no row has yet. */
  changedProperties(stepName: string): JsonValue | undefined {
    return this.#changes.get(stepName)?.properties;
  }

  put(run: StepRun, properties?: JsonValue): void {
    checkStepTransition(run.stepName, this.#runs.get(run.stepName)?.status, run.status);
    this.#runs.set(run.stepName, run);
    this.#changes.set(run.stepName, { run, ...(properties !== undefined && { properties }) });
  }

  /** A first row for a step that begins now; not yet put. */
  begin(step: Step): StepRun {
    return {
      stepName: step.name,
      ordinal: this.#runs.size + 1,
      status: 'Starting',
      attempt: 1,
      startMs: this.nowMs,
      ...(step.displayName !== undefined && { displayName: step.displayName }),
      ...(step.description !== undefined && { description: step.description }),
    };
  }

  succeed(run: StepRun, properties: JsonValue, metadata: PipelineExecutionStepMetadata): void {
    this.put({ ...run, status: 'Succeeded', endMs: this.nowMs, metadata }, properties);
  }

  fail(run: StepRun, reason: string, metadata?: PipelineExecutionStepMetadata): void {
    const failed = { ...run, status: 'Failed', endMs: this.nowMs, failureReason: cutReason(reason) } as const;
    this.put(metadata ? { ...failed, metadata } : failed);
  }

  stopped(run: StepRun): void {
    this.put({ ...run, status: 'Stopped', endMs: this.nowMs });
  }
}
