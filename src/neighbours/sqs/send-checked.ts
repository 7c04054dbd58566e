import type { OperationContext } from '../../api/operation.ts';
import type { GivenMessage } from './message-checks.ts';
import { queueDoesNotExist } from './queue-errors.ts';
import { lockQueue, type Queue } from './queue-store.ts';
import { type SentMessage, sendMessages } from './send-messages.ts';
import type { SqsDeps } from './sqs-deps.ts';

/** Puts messages that were checked against the queue into it, in one transaction, and wakes who waits for them. */
export async function sendChecked(
  { store, clock, receivers, orderKeys }: SqsDeps,
  seen: Queue,
  messages: readonly GivenMessage[],
  context: OperationContext,
): Promise<SentMessage[]> {
  return await store.transaction(async (tx) => {
    const queue = await lockQueue(store, tx, seen, seen.name, seen.isFifo ? 'update' : 'share');
    // Another one of the name may be of the other kind.
    if (queue?.queueId !== seen.queueId) throw queueDoesNotExist();
    tx.afterCommit(() => receivers.notify(queue.queueId));
    const sending = { nowMs: clock.nowMs(), senderId: context.principal.principalId, orderKeys };
    return await sendMessages(tx, queue, messages, sending);
  });
}
