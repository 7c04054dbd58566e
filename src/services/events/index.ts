import type { Controller } from '../../engine/work.ts';
import type { EventRecorder } from './change-events.ts';
import { DeliveryController } from './delivery-controller.ts';
import type { DeliveryTarget } from './delivery-target.ts';
import { eventRecorder } from './event-recorder.ts';
import { Outbox, type OutboxParts } from './outbox.ts';
import { OUTBOX_LIMITS, type OutboxLimits, OutboxSweepController, SWEEP_WORK } from './outbox-sweep-controller.ts';
import { hookTarget } from './targets/hook-target.ts';
import { type QueueSender, queueTarget } from './targets/queue-target.ts';

export { type ChangeEvent, type EventRecorder, eventMs, eventTime, tagMap } from './change-events.ts';
export type { DeliveryTarget } from './delivery-target.ts';
export type { Outbox } from './outbox.ts';
export type { OutboxLimits } from './outbox-sweep-controller.ts';
export { fileTarget } from './targets/file-target.ts';
export { hookTarget, signatureOf } from './targets/hook-target.ts';
export { httpTarget } from './targets/http-target.ts';
export type { QueueSender } from './targets/queue-target.ts';

export interface EventsParts extends OutboxParts {
  readonly queues: QueueSender;
  /** Where changes are told to: `sqs:<queue>`, or the URL of an HTTP hook. */
  readonly targets: readonly string[];
  /** Signs what goes to hooks. */
  readonly secret: string;
  /** Targets of others, which use the same outbox. */
  readonly furtherTargets?: readonly DeliveryTarget[];
  readonly limits?: OutboxLimits;
}

export interface EventsDomain {
  /** Undefined when nobody wants to hear of changes, so that telling costs nothing. */
  readonly recorder: EventRecorder | undefined;
  readonly outbox: Outbox;
  readonly controllers: readonly Controller[];
  /** Takes up what waits from before a restart. Call it when the engine has started. */
  resume(): Promise<void>;
  close(): Promise<void>;
}

/** Tells the outside of changes: at least once, in their order, and never in the way of the work. */
export function eventsDomain(parts: EventsParts): EventsDomain {
  const { store, scheduler, clock, queues, secret } = parts;
  const own = parts.targets.map((target) =>
    target.startsWith('sqs:') ? queueTarget(target.slice('sqs:'.length), queues) : hookTarget(target, secret),
  );
  const targets = [...own, ...(parts.furtherTargets ?? [])];
  const outbox = new Outbox(parts);
  const names = own.map(({ name }) => name);
  return {
    recorder: names.length > 0 ? eventRecorder(outbox, clock, names) : undefined,
    outbox,
    controllers: [
      new DeliveryController(parts, targets),
      new OutboxSweepController(parts, outbox, parts.limits ?? OUTBOX_LIMITS, targets.length > 0),
    ],
    resume: () => store.transaction((tx) => scheduler.schedule(tx, SWEEP_WORK)),
    async close() {
      for (const target of targets) target.close();
    },
  };
}
