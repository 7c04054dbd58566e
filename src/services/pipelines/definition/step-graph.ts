import { dependenciesOf } from '../expressions/references.ts';
import type { Step } from './pipeline-definition.ts';

/** Step names with the names of the steps that each waits for. */
export type StepGraph = ReadonlyMap<string, ReadonlySet<string>>;

export function graphOf(steps: readonly Step[]): StepGraph {
  return new Map(steps.map((step) => [step.name, dependenciesOf(step)]));
}

/** The names along a cycle, the first one again at the end; undefined when there is none. */
export function findCycle(graph: StepGraph): string[] | undefined {
  const settled = new Set<string>();
  for (const start of graph.keys()) {
    const cycle = cycleFrom(start, graph, settled, []);
    if (cycle) return cycle;
  }
  return undefined;
}

function cycleFrom(
  name: string,
  graph: StepGraph,
  settled: Set<string>,
  trail: readonly string[],
): string[] | undefined {
  if (settled.has(name)) return undefined;
  const seenAt = trail.indexOf(name);
  if (seenAt >= 0) return [...trail.slice(seenAt), name];
  for (const next of graph.get(name) ?? []) {
    const cycle = cycleFrom(next, graph, settled, [...trail, name]);
    if (cycle) return cycle;
  }
  settled.add(name);
  return undefined;
}
