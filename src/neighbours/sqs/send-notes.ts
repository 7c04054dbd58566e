import { createHash } from 'node:crypto';
import type { Scope } from '../../base/arn.ts';
import type { SqlTransaction } from '../../store/sql/sql-store.ts';
import type { GivenMessage } from './message-checks.ts';
import { lockQueue } from './queue-store.ts';
import { sendMessages } from './send-messages.ts';
import type { SqsDeps } from './sqs-deps.ts';

/** As EventBridge's rules send to FIFO queues: one group, so that all comes in its order. */
const GROUP = 'sagebrush-events';
/** Who the platform is as a sender. */
const SENDER_ID = 'sagebrush';

/** Puts texts of the platform's own into a queue. False when there is none of the name. */
export async function sendNotes(
  { store, clock, receivers, orderKeys }: SqsDeps,
  tx: SqlTransaction,
  scope: Scope,
  queueName: string,
  bodies: readonly string[],
): Promise<boolean> {
  const queue = await lockQueue(store, tx, scope, queueName, queueName.endsWith('.fifo') ? 'update' : 'share');
  if (!queue) return false;
  const messages = bodies.map(
    (MessageBody): GivenMessage => ({
      MessageBody,
      ...(queue.isFifo && {
        MessageGroupId: GROUP,
        MessageDeduplicationId: createHash('sha256').update(MessageBody).digest('hex'),
      }),
    }),
  );
  await sendMessages(tx, queue, messages, { nowMs: clock.nowMs(), senderId: SENDER_ID, orderKeys });
  tx.afterCommit(() => receivers.notify(queue.queueId));
  return true;
}
