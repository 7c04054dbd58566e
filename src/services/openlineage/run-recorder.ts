import type { Outbox } from '../events/index.ts';
import { runEvent } from './run-event.ts';
import type { RunRecorder } from './run-facts.ts';

/** Puts run events into the outbox, in the transaction of what they tell of. */
export function runRecorder(outbox: Outbox, targets: readonly string[]): RunRecorder {
  return { record: (tx, scope, facts) => outbox.put(tx, scope, targets, runEvent(scope, facts)) };
}
