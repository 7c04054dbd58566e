import type { SetQueueAttributesRequest } from '../../../api/generated/sqs-types.ts';
import type { Operation } from '../../../api/operation.ts';
import { checkDeadLetterTarget } from '../dead-letter-target.ts';
import { checkAttributes, refuseKindChange, withAttributes } from '../queue-attributes.ts';
import { queueDoesNotExist } from '../queue-errors.ts';
import { nameOfUrl } from '../queue-names.ts';
import { lockQueue, requireQueue, updateQueue } from '../queue-store.ts';
import { retentionWork } from '../retention-controller.ts';
import type { SqsDeps } from '../sqs-deps.ts';

/** Changes attributes at once. An empty text takes a policy away. */
export function setQueueAttributes(deps: SqsDeps): Operation<SetQueueAttributesRequest, Record<never, never>> {
  const { store, clock, scheduler, receivers } = deps;
  return async (input, context) => {
    const name = nameOfUrl(context, input.QueueUrl);
    const given = input.Attributes;
    const { isFifo } = await requireQueue(store, context, name);
    refuseKindChange(given);
    checkAttributes(given, isFifo);
    await checkDeadLetterTarget(store, context, { name, isFifo }, given['RedrivePolicy']);
    await store.transaction(async (tx) => {
      const queue = await lockQueue(store, tx, context, name, 'update');
      if (!queue || queue.isFifo !== isFifo) throw queueDoesNotExist();
      const attributes = withAttributes(queue.attributes, given);
      await updateQueue(tx, { ...queue, attributes, modifiedMs: clock.nowMs() });
      await scheduler.schedule(tx, retentionWork(queue.queueId));
      tx.afterCommit(() => receivers.notify(queue.queueId));
    });
    return {};
  };
}
