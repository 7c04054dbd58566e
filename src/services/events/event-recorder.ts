import type { Scope } from '../../base/arn.ts';
import type { Clock } from '../../base/clock.ts';
import { newUuid } from '../../base/ids.ts';
import type { SqlTransaction } from '../../store/sql/sql-store.ts';
import { type ChangeEvent, type EventRecorder, eventTime } from './change-events.ts';
import type { Outbox } from './outbox.ts';

/** Puts events into EventBridge's envelope, and that into the outbox of each target. */
export function eventRecorder(outbox: Outbox, clock: Clock, targets: readonly string[]): EventRecorder {
  return {
    record: (tx: SqlTransaction, scope: Scope, event: ChangeEvent) =>
      outbox.put(tx, scope, targets, envelope(scope, event, clock.nowMs())),
  };
}

/** https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html */
function envelope({ account, region }: Scope, event: ChangeEvent, nowMs: number): string {
  return JSON.stringify({
    version: '0',
    id: newUuid(),
    'detail-type': event.detailType,
    source: 'aws.sagemaker',
    account,
    time: eventTime(nowMs),
    region,
    resources: event.resources,
    detail: event.detail,
  });
}
