import { type SelectQueryBuilder, sql } from 'kysely';
import { parseArn } from '../../base/arn.ts';
import { randomHex } from '../../base/ids.ts';
import type { SqlStore, SqlTransaction } from '../../store/sql/sql-store.ts';
import type { MessageDetails } from './message-details.ts';
import { goneUntilMs, lockQueue, type Queue } from './queue-store.ts';
import { type MessageRow, queueTables } from './queue-tables.ts';
import { parseRedrivePolicy } from './redrive-policy.ts';

export interface Receiving {
  readonly nowMs: number;
  readonly limit: number;
  readonly visibilityMs: number;
}

const RECEIPT_BYTES = 16;
/** Rounds in which dead letters are moved away before those that are left over are given. */
const ROUNDS_MAX = 10;

/** Whether a receive would find something, without a lock: what waits must not write. */
export async function hasVisible(store: SqlStore, queue: Queue, nowMs: number): Promise<boolean> {
  const row = await visible(queueTables(store.reader).selectFrom('sqs_messages').selectAll(), queue, nowMs)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** When the next message that is there comes into sight; undefined when none does by itself. */
export async function nextVisibleMs(store: SqlStore, queue: Queue, nowMs: number): Promise<number | undefined> {
  const row = await queueTables(store.reader)
    .selectFrom('sqs_messages')
    .select('visible_ms')
    .where('queue_id', '=', queue.queueId)
    .where('visible_ms', '>', nowMs)
    .orderBy('visible_ms')
    .limit(1)
    .executeTakeFirst();
  return row?.visible_ms;
}

/**
 * Takes messages: nobody else gets them within their visibility timeout. Those that were received too often go to the
 * queue for dead letters instead. Gives the rows as they are from now on.
 */
export async function receiveMessages(
  store: SqlStore,
  tx: SqlTransaction,
  queue: Queue,
  receiving: Receiving,
): Promise<MessageRow[]> {
  // The order within groups holds only when one receive comes after the other.
  if (queue.isFifo && !(await lockQueue(store, tx, queue, queue.name, 'update'))) return [];
  const taken: MessageRow[] = [];
  for (let round = 0; round < ROUNDS_MAX && taken.length < receiving.limit; round++) {
    const found = await take(store, tx, queue, receiving, taken);
    const dead = await moveDeadLetters(store, tx, queue, found, receiving.nowMs);
    taken.push(...found.filter((row) => !dead.has(row.message_id)));
    if (dead.size === 0) break;
  }
  return await markReceived(tx, queue, taken, receiving);
}

async function take(
  store: SqlStore,
  tx: SqlTransaction,
  queue: Queue,
  { nowMs, limit }: Receiving,
  taken: readonly MessageRow[],
): Promise<MessageRow[]> {
  let query = visible(queueTables(tx.db).selectFrom('sqs_messages').selectAll(), queue, nowMs);
  if (taken.length > 0) {
    const ids = taken.map((row) => row.message_id);
    query = query.where('message_id', 'not in', ids);
  }
  query = query.limit(limit - taken.length);
  return await (store.dialect === 'postgres' ? query.forUpdate().skipLocked() : query).execute();
}

type MessageTables = { sqs_messages: MessageRow };
type MessageQuery = SelectQueryBuilder<MessageTables, 'sqs_messages', MessageRow>;

/** What can be received now, in the order in which it is: on a FIFO queue nothing of a group that somebody works on. */
function visible(query: unknown, queue: Queue, nowMs: number): MessageQuery {
  const goneMs = goneUntilMs(queue, nowMs);
  const rows = (query as MessageQuery)
    .where('queue_id', '=', queue.queueId)
    .where('visible_ms', '<=', nowMs)
    .where('sent_ms', '>', goneMs);
  if (!queue.isFifo) return rows.orderBy('visible_ms').orderBy('order_key');
  return rows
    .where(
      sql<boolean>`not exists (
        select 1 from sqs_messages busy
        where busy.queue_id = sqs_messages.queue_id and busy.group_id = sqs_messages.group_id
          and busy.visible_ms > ${nowMs} and busy.sent_ms > ${goneMs}
          and (busy.receipt is not null or busy.order_key < sqs_messages.order_key)
      )`,
    )
    .orderBy('order_key');
}

async function markReceived(
  tx: SqlTransaction,
  queue: Queue,
  rows: readonly MessageRow[],
  { nowMs, visibilityMs }: Receiving,
): Promise<MessageRow[]> {
  if (rows.length === 0) return [];
  const receipt = randomHex(RECEIPT_BYTES);
  await queueTables(tx.db)
    .updateTable('sqs_messages')
    .set({
      visible_ms: nowMs + visibilityMs,
      received_ms: nowMs,
      receives: sql<number>`receives + 1`,
      first_received_ms: sql<number>`coalesce(first_received_ms, ${sql.lit(nowMs)})`,
      receipt,
    })
    .where('queue_id', '=', queue.queueId)
    .where(
      'message_id',
      'in',
      rows.map((row) => row.message_id),
    )
    .execute();
  return rows.map((row) => ({
    ...row,
    visible_ms: nowMs + visibilityMs,
    received_ms: nowMs,
    receives: row.receives + 1,
    first_received_ms: row.first_received_ms ?? nowMs,
    receipt,
  }));
}

/** Ids of those that were received too often and are in the other queue now. They keep their age and their count. */
async function moveDeadLetters(
  store: SqlStore,
  tx: SqlTransaction,
  queue: Queue,
  rows: readonly MessageRow[],
  nowMs: number,
): Promise<ReadonlySet<string>> {
  const policy = parseRedrivePolicy(queue.attributes.RedrivePolicy);
  const dead = policy ? rows.filter((row) => row.receives >= policy.maxReceiveCount) : [];
  if (!policy || dead.length === 0) return new Set();
  const name = parseArn(policy.deadLetterTargetArn)?.resource ?? '';
  const target = await lockQueue(store, tx, queue, name, 'share');
  // It was deleted: its letters stay where they are until it is there again.
  if (!target) return new Set();
  for (const row of dead) {
    const details: MessageDetails = { ...(JSON.parse(row.details) as MessageDetails), deadLetterSource: queue.arn };
    await queueTables(tx.db)
      .updateTable('sqs_messages')
      .set({ queue_id: target.queueId, visible_ms: nowMs, receipt: null, details: JSON.stringify(details) })
      .where('queue_id', '=', queue.queueId)
      .where('message_id', '=', row.message_id)
      .execute();
  }
  return new Set(dead.map((row) => row.message_id));
}
