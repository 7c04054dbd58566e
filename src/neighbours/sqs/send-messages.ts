import { createHash } from 'node:crypto';
import { newUuid } from '../../base/ids.ts';
import type { OrderKeys } from '../../base/order-keys.ts';
import type { SqlTransaction } from '../../store/sql/sql-store.ts';
import type { GivenMessage } from './message-checks.ts';
import { keepAttributes, type MessageDetails } from './message-details.ts';
import { attributeMs, attributeText } from './queue-attributes.ts';
import { type Queue, updateQueue } from './queue-store.ts';
import { queueTables } from './queue-tables.ts';

/** How long a FIFO queue knows a deduplication id again. */
export const DEDUPLICATION_MS = 5 * 60_000;

export interface SentMessage {
  readonly messageId: string;
  /** Of a FIFO queue. */
  readonly orderKey?: number;
}

export interface Sending {
  readonly nowMs: number;
  readonly senderId: string;
  readonly orderKeys: OrderKeys;
}

/** Puts checked messages into a queue that the transaction holds: one for update when it is FIFO. */
export async function sendMessages(
  tx: SqlTransaction,
  queue: Queue,
  messages: readonly GivenMessage[],
  sending: Sending,
): Promise<SentMessage[]> {
  if (queue.isFifo) return sendInOrder(tx, queue, messages, sending);
  const sent: SentMessage[] = [];
  for (const message of messages) {
    const messageId = newUuid();
    await insertMessage(tx, queue, message, { ...sending, messageId, orderKey: sending.orderKeys.next() });
    sent.push({ messageId });
  }
  return sent;
}

async function sendInOrder(
  tx: SqlTransaction,
  queue: Queue,
  messages: readonly GivenMessage[],
  sending: Sending,
): Promise<SentMessage[]> {
  const sent: SentMessage[] = [];
  let lastOrderKey = queue.lastOrderKey;
  for (const message of messages) {
    const orderKey = sending.orderKeys.next(lastOrderKey);
    const fresh = { messageId: newUuid(), orderKey };
    const key = deduplicationKey(queue, message);
    const known = await remember(tx, queue, key, fresh, sending.nowMs);
    if (!known) {
      const deduplicationId = message.MessageDeduplicationId ?? bodyHash(message);
      await insertMessage(tx, queue, message, { ...sending, ...fresh, deduplicationId });
      lastOrderKey = orderKey;
    }
    sent.push(known ?? fresh);
  }
  await updateQueue(tx, { ...queue, lastOrderKey });
  return sent;
}

const bodyHash = ({ MessageBody }: GivenMessage) => createHash('sha256').update(MessageBody).digest('hex');

function deduplicationKey(queue: Queue, message: GivenMessage): string {
  const id = message.MessageDeduplicationId ?? bodyHash(message);
  const perGroup = attributeText(queue.attributes, 'DeduplicationScope') === 'messageGroup';
  return perGroup ? `${message.MessageGroupId} ${id}` : id;
}

/** The message that was sent under the key in the last five minutes; without one, the key is this message's from now on. */
async function remember(
  tx: SqlTransaction,
  queue: Queue,
  key: string,
  fresh: { readonly messageId: string; readonly orderKey: number },
  nowMs: number,
): Promise<SentMessage | undefined> {
  const tables = queueTables(tx.db);
  const known = await tables
    .selectFrom('sqs_deduplication')
    .select(['message_id', 'order_key', 'expires_ms'])
    .where('queue_id', '=', queue.queueId)
    .where('deduplication_key', '=', key)
    .executeTakeFirst();
  if (known && known.expires_ms > nowMs) return { messageId: known.message_id, orderKey: known.order_key };
  const values = { message_id: fresh.messageId, order_key: fresh.orderKey, expires_ms: nowMs + DEDUPLICATION_MS };
  await tables
    .insertInto('sqs_deduplication')
    .values({ queue_id: queue.queueId, deduplication_key: key, ...values })
    .onConflict((conflict) => conflict.columns(['queue_id', 'deduplication_key']).doUpdateSet(values))
    .execute();
  return undefined;
}

interface Placing extends Sending {
  readonly messageId: string;
  readonly orderKey: number;
  readonly deduplicationId?: string;
}

async function insertMessage(tx: SqlTransaction, queue: Queue, message: GivenMessage, placing: Placing): Promise<void> {
  const delayMs =
    message.DelaySeconds === undefined || queue.isFifo
      ? attributeMs(queue.attributes, 'DelaySeconds')
      : message.DelaySeconds * 1000;
  const details: MessageDetails = {
    senderId: placing.senderId,
    attributes: keepAttributes(message.MessageAttributes),
    trace: message.MessageSystemAttributes?.['AWSTraceHeader']?.StringValue,
    deduplicationId: placing.deduplicationId,
  };
  await queueTables(tx.db)
    .insertInto('sqs_messages')
    .values({
      queue_id: queue.queueId,
      message_id: placing.messageId,
      order_key: placing.orderKey,
      group_id: message.MessageGroupId ?? '',
      sent_ms: placing.nowMs,
      visible_ms: placing.nowMs + delayMs,
      received_ms: null,
      first_received_ms: null,
      receives: 0,
      receipt: null,
      body: message.MessageBody,
      details: JSON.stringify(details),
    })
    .execute();
}
