import type { JobsDeps } from '../jobs/jobs-deps.ts';
import type { TrialComponentRecorder } from './experiments/index.ts';
import type { Listeners } from './job-news.ts';
import type { ArtifactFacts, EdgeFacts, ForeignFacts, LineageRecorder } from './lineage/index.ts';

/** What a domain of jobs is built from. Its jobs leave a trial component and their lineage behind by themselves. */
export interface RecordedJobsDeps extends JobsDeps, Listeners {
  readonly components: TrialComponentRecorder;
  readonly lineage: LineageRecorder;
}

/** Joins what went into a job, and what came out of it, to its trial component. */
export function jobEdges(
  component: ForeignFacts,
  inputs: readonly ArtifactFacts[],
  outputs: readonly ArtifactFacts[],
): EdgeFacts[] {
  const job = { kind: 'foreign', ...component } as const;
  const artifact = (facts: ArtifactFacts) => ({ kind: 'artifact', ...facts }) as const;
  return [
    ...inputs.map((facts) => ({ source: artifact(facts), destination: job, type: 'ContributedTo' }) as const),
    ...outputs.map((facts) => ({ source: job, destination: artifact(facts), type: 'Produced' }) as const),
  ];
}
