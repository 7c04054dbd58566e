import { LRUCache } from 'lru-cache';
import { InvariantError } from '../../../base/errors.ts';
import type { SqlStore } from '../../../store/sql/sql-store.ts';
import { parseDefinition } from '../definition/parse-definition.ts';
import type { PipelineDefinition, Step } from '../definition/pipeline-definition.ts';
import { graphOf, type StepGraph } from '../definition/step-graph.ts';
import { findDefinition } from '../definitions-store.ts';
import type { ExecutionRecord } from '../executions-store.ts';
import type { StepRun } from './step-run.ts';

/** A definition made ready to run. */
export interface ExecutionPlan {
  readonly definition: PipelineDefinition;
  readonly steps: ReadonlyMap<string, Step>;
  readonly dependencies: StepGraph;
}

export function planOf(definition: PipelineDefinition): ExecutionPlan {
  return {
    definition,
    steps: new Map(definition.steps.map((step) => [step.name, step])),
    dependencies: graphOf(definition.steps),
  };
}

/** Steps that have not begun and may, in the order of the definition. */
export function readySteps(plan: ExecutionPlan, runs: ReadonlyMap<string, StepRun>): Step[] {
  return plan.definition.steps.filter((step) => !runs.has(step.name) && isReady(step, plan, runs));
}

function isReady(step: Step, plan: ExecutionPlan, runs: ReadonlyMap<string, StepRun>): boolean {
  for (const name of plan.dependencies.get(step.name) ?? []) {
    if (runs.get(name)?.status !== 'Succeeded') return false;
  }
  if (!step.branch) return true;
  const outcome = runs.get(step.branch.condition)?.metadata?.Condition?.Outcome;
  return outcome === conditionOutcome(step.branch.outcome);
}

/** How step metadata spells it; string joins have it in lower case. */
export const conditionOutcome = (outcome: boolean) => (outcome ? 'True' : 'False');

/** Plans kept in memory. An execution that runs is looked at many times. */
const PLANS_MAX = 256;

/** The plans of executions, by the definition that each was started with. */
export class ExecutionPlans {
  readonly #store: SqlStore;
  readonly #plans = new LRUCache<string, ExecutionPlan>({ max: PLANS_MAX });

  constructor(store: SqlStore) {
    this.#store = store;
  }

  async of(execution: ExecutionRecord): Promise<ExecutionPlan> {
    const hash = execution.extra.definition_hash;
    const key = `${execution.parent} ${hash}`;
    const known = this.#plans.get(key);
    if (known) return known;
    const text = await findDefinition(this.#store, execution.parent, hash);
    if (text === undefined) throw new InvariantError(`the definition of ${execution.arn} is gone`);
    const plan = planOf(parseDefinition(text));
    this.#plans.set(key, plan);
    return plan;
  }
}
