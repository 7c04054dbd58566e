import type { Scope } from '../../../base/arn.ts';
import type { SqlStore, SqlTransaction } from '../../../store/sql/sql-store.ts';
import type { EdgeFacts, EndFacts, LineageRecorder } from '../../lineage/index.ts';
import { actionEnd, actionName, artifactFacts, contextEnd, STATUS_OF } from './incoming-entities.ts';
import { noteStatus } from './incoming-runs-store.ts';
import type { IncomingDataset, IncomingEvent, IncomingRun } from './parse-event.ts';

/**
 * Turns an event into the entities and associations that it tells of, in one transaction. The same event again, or an
 * earlier one after it, changes nothing.
 */
export async function recordEvent(
  store: SqlStore,
  lineage: LineageRecorder,
  scope: Scope,
  event: IncomingEvent,
): Promise<void> {
  await store.transaction(async (tx) => {
    const edges = await edgesOf(store, tx, scope, event);
    // Data that nothing is joined to yet.
    if (edges.length === 0) {
      for (const dataset of event.outputs) await lineage.recordArtifact(tx, scope, artifactFacts(dataset));
    }
    await lineage.record(tx, scope, edges);
  });
}

async function edgesOf(
  store: SqlStore,
  tx: SqlTransaction,
  scope: Scope,
  event: IncomingEvent,
): Promise<readonly EdgeFacts[]> {
  const { job, run } = event;
  if (!job) return [];
  const context = contextEnd(job);
  if (!run) return dataEdges(event, context);
  const statuses = await settleStatuses(store, tx, scope, run, event);
  const action = actionEnd(run.runId, job, statuses(run.runId), event);
  const parent = run.parent && actionEnd(run.parent.runId, run.parent.job, statuses(run.parent.runId));
  return [
    ...dataEdges(event, action),
    belongs(action, context),
    ...(parent && run.parent ? [belongs(action, parent), belongs(parent, contextEnd(run.parent.job))] : []),
  ];
}

/** Rows of runs are written in one order, so that two events of a run and its parent never wait for each other. */
async function settleStatuses(
  store: SqlStore,
  tx: SqlTransaction,
  scope: Scope,
  run: IncomingRun,
  event: IncomingEvent,
) {
  const told = new Map([[run.runId, STATUS_OF[event.type]]]);
  if (run.parent && run.parent.runId !== run.runId) told.set(run.parent.runId, 'Unknown');
  const settled = new Map<string, (typeof STATUS_OF)['START']>();
  for (const [runId, status] of [...told].sort(([a], [b]) => (a < b ? -1 : 1))) {
    settled.set(runId, await noteStatus(store, tx, scope, { runId, actionName: actionName(runId), status }));
  }
  return (runId: string) => settled.get(runId) ?? 'Unknown';
}

function dataEdges({ inputs, outputs }: IncomingEvent, process: EndFacts): EdgeFacts[] {
  const artifact = (dataset: IncomingDataset): EndFacts => ({ kind: 'artifact', ...artifactFacts(dataset) });
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
