import { ServiceError } from '../../base/errors.ts';
import type { SqlStore, SqlTransaction } from '../../store/sql/sql-store.ts';
import { invalidParameter, invalidValue } from './queue-errors.ts';
import { goneUntilMs, type Queue } from './queue-store.ts';
import { type MessageRow, queueTables } from './queue-tables.ts';
import { openReceipt } from './receipt-handles.ts';

const VISIBILITY_SECONDS_MAX = 43_200;

/**
 * Deletes the message of a handle. A handle that a later receive has replaced deletes nothing and is no error; on a FIFO
 * queue one whose time is over is refused. Gives whether a message went.
 */
export async function deleteMessage(tx: SqlTransaction, queue: Queue, handle: string, nowMs: number): Promise<boolean> {
  const { messageId, secret } = openReceipt(handle, queue.queueId);
  const query = queueTables(tx.db)
    .deleteFrom('sqs_messages')
    .where('queue_id', '=', queue.queueId)
    .where('message_id', '=', messageId)
    .where('receipt', '=', secret);
  const { numDeletedRows } = await (queue.isFifo ? query.where('visible_ms', '>', nowMs) : query).executeTakeFirst();
  if (numDeletedRows > 0n || !queue.isFifo) return numDeletedRows > 0n;
  const isThere = await queueTables(tx.db)
    .selectFrom('sqs_messages')
    .select('message_id')
    .where('queue_id', '=', queue.queueId)
    .where('message_id', '=', messageId)
    .executeTakeFirst();
  if (isThere) throw invalidValue(handle, 'ReceiptHandle', 'The receipt handle has expired.');
  return false;
}

/** Gives a message that was received another visibility timeout, from now on; 0 gives it back. */
export async function changeVisibility(
  store: SqlStore,
  tx: SqlTransaction,
  queue: Queue,
  handle: string,
  seconds: number | undefined,
  nowMs: number,
): Promise<void> {
  const { messageId, secret } = openReceipt(handle, queue.queueId);
  if (seconds === undefined || !Number.isInteger(seconds) || seconds < 0 || seconds > VISIBILITY_SECONDS_MAX) {
    throw invalidValue(
      seconds,
      'VisibilityTimeout',
      `VisibilityTimeout must be between 0 and ${VISIBILITY_SECONDS_MAX}.`,
    );
  }
  const query = queueTables(tx.db)
    .selectFrom('sqs_messages')
    .selectAll()
    .where('queue_id', '=', queue.queueId)
    .where('message_id', '=', messageId);
  const row = await (store.dialect === 'postgres' ? query.forUpdate() : query).executeTakeFirst();
  if (!row || row.sent_ms <= goneUntilMs(queue, nowMs)) {
    const reason = 'Message does not exist or is not available for visibility timeout change.';
    throw invalidValue(handle, 'ReceiptHandle', reason);
  }
  checkHeld(row, secret, nowMs);
  const visibleMs = nowMs + seconds * 1000;
  if (visibleMs - (row.received_ms ?? nowMs) > VISIBILITY_SECONDS_MAX * 1000) {
    throw invalidParameter(
      `Value ${seconds} for parameter VisibilityTimeout is invalid. Reason: Total VisibilityTimeout for the message is beyond the limit [${VISIBILITY_SECONDS_MAX} seconds].`,
    );
  }
  await queueTables(tx.db)
    .updateTable('sqs_messages')
    .set({ visible_ms: visibleMs })
    .where('queue_id', '=', queue.queueId)
    .where('message_id', '=', messageId)
    .execute();
}

function checkHeld(row: MessageRow, secret: string, nowMs: number): void {
  if (row.receipt === secret && row.visible_ms > nowMs) return;
  throw new ServiceError('MessageNotInflight', 'The specified message is not in flight.');
}
