import type { Scope } from '../../../base/arn.ts';
import type { ServiceError } from '../../../base/errors.ts';
import type { SqlStore, SqlTransaction } from '../../../store/sql/sql-store.ts';
import type { EdgeFacts, LineageRecorder } from '../../lineage/index.ts';
import { edgesOf } from './event-edges.ts';
import { actionName, artifactFacts, STATUS_OF } from './incoming-entities.ts';
import { noteStatus } from './incoming-runs-store.ts';
import type { IncomingEvent } from './parse-event.ts';

/** Why the sender may not change an action, by the action's name. */
export type UpdateRefusals = ReadonlyMap<string, ServiceError>;

/**
 * Turns an event into the entities and associations that it tells of, in one transaction. The same event again, or an
 * earlier one after it, changes nothing. Whether an action is made or changed shows only inside, so that the refusals of
 * changes come along and are thrown there.
 */
export async function recordEvent(
  store: SqlStore,
  lineage: LineageRecorder,
  scope: Scope,
  event: IncomingEvent,
  refusals: UpdateRefusals,
): Promise<void> {
  await store.transaction(async (tx) => {
    const edges = edgesOf(event, await settleStatuses(store, tx, scope, event));
    await refuseChanges(tx, lineage, scope, edges, refusals);
    // Data that nothing is joined to yet.
    if (edges.length === 0) {
      for (const dataset of event.outputs) await lineage.recordArtifact(tx, scope, artifactFacts(dataset));
    }
    await lineage.record(tx, scope, edges);
  });
}

/** Rows of runs are written in one order, so that two events of a run and its parent never wait for each other. */
async function settleStatuses(store: SqlStore, tx: SqlTransaction, scope: Scope, { run, type }: IncomingEvent) {
  const told = new Map(run ? [[run.runId, STATUS_OF[type]]] : []);
  if (run?.parent && run.parent.runId !== run.runId) told.set(run.parent.runId, 'Unknown');
  const settled = new Map<string, (typeof STATUS_OF)['START']>();
  for (const [runId, status] of [...told].sort(([a], [b]) => (a < b ? -1 : 1))) {
    settled.set(runId, await noteStatus(store, tx, scope, { runId, actionName: actionName(runId), status }));
  }
  return (runId: string) => settled.get(runId) ?? 'Unknown';
}

/** Actions are held in the order of their names, as the recorder holds them. */
async function refuseChanges(
  tx: SqlTransaction,
  lineage: LineageRecorder,
  scope: Scope,
  edges: readonly EdgeFacts[],
  refusals: UpdateRefusals,
): Promise<void> {
  if (refusals.size === 0) return;
  const ends = edges.flatMap(({ source, destination }) => [source, destination]);
  const statuses = new Map(ends.flatMap((end) => (end.kind === 'action' ? [[end.name, end.status] as const] : [])));
  for (const [name, refusal] of [...refusals].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const held = await lineage.holdStatus(tx, scope, name);
    if (held !== undefined && held !== statuses.get(name)) throw refusal;
  }
}
