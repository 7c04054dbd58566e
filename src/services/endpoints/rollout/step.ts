import type { NextLook } from '../../../engine/work.ts';
import type { EndpointDocument, EndpointRecord, Fleet, RetiredFleet } from '../endpoints-store.ts';
import { checkTransition, type LiveStatus } from '../states.ts';

/** What one look at an endpoint came to. */
export interface Step {
  /** The endpoint as it is to be written; absent when nothing changed, `gone` when its row goes. */
  readonly change?: EndpointRecord | 'gone';
  readonly next: NextLook;
}

export function changed(record: EndpointRecord, document: Partial<EndpointDocument>, nextMs: number): Step {
  return { change: { ...record, document: { ...record.document, ...document } }, next: { atMs: nextMs } };
}

/** Goes to another status, which is the time that LastModifiedTime shows. */
export function moved(
  record: EndpointRecord,
  status: LiveStatus,
  document: Partial<EndpointDocument>,
  nowMs: number,
): Step {
  checkTransition(record.status, status);
  return changed({ ...record, status, modifiedMs: nowMs }, document, nowMs);
}

/** The fleet as something to be ended from `stopAtMs` on. */
export function retire(fleet: Fleet, stopAtMs: number): RetiredFleet {
  const instances = fleet.instances.map(({ variant, instanceId, attempt }) => ({ variant, instanceId, attempt }));
  return { deploymentId: fleet.deploymentId, stopAtMs, instances };
}
