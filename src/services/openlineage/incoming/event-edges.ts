import type { ActionStatus } from '../../../api/generated/sagemaker-types.ts';
import type { EdgeFacts, EndFacts } from '../../lineage/index.ts';
import { actionEnd, artifactFacts, contextEnd } from './incoming-entities.ts';
import type { IncomingEvent } from './parse-event.ts';

export type StatusOf = (runId: string) => ActionStatus;

/** The associations that an event tells of, with the entities at their ends. Data alone has none. */
export function edgesOf(event: IncomingEvent, statusOf: StatusOf): readonly EdgeFacts[] {
  const { job, run } = event;
  if (!job) return [];
  const context = contextEnd(job);
  if (!run) return dataEdges(event, context);
  const action = actionEnd(run.runId, job, statusOf(run.runId), event);
  const parent = run.parent && actionEnd(run.parent.runId, run.parent.job, statusOf(run.parent.runId));
  return [
    ...dataEdges(event, action),
    belongs(action, context),
    ...(parent && run.parent ? [belongs(action, parent), belongs(parent, contextEnd(run.parent.job))] : []),
  ];
}

function dataEdges({ inputs, outputs }: IncomingEvent, process: EndFacts): EdgeFacts[] {
  const artifact = (dataset: IncomingEvent['inputs'][number]): EndFacts => ({
    kind: 'artifact',
    ...artifactFacts(dataset),
  });
  return [
    ...inputs.map((input): EdgeFacts => ({ source: artifact(input), destination: process, type: 'ContributedTo' })),
    ...outputs.map((output): EdgeFacts => ({ source: process, destination: artifact(output), type: 'Produced' })),
  ];
}

const belongs = (source: EndFacts, destination: EndFacts): EdgeFacts => ({
  source,
  destination,
  type: 'AssociatedWith',
});
