import type { Scope } from '../../base/arn.ts';
import { afterPrefix } from '../../base/text-ranges.ts';
import type { SqlStore, SqlTransaction } from '../../store/sql/sql-store.ts';
import type { QueueAttributes } from './queue-attributes.ts';
import { attributeMs } from './queue-attributes.ts';
import { queueDoesNotExist } from './queue-errors.ts';
import { queueArn } from './queue-names.ts';
import { type QueueRow, queueTables } from './queue-tables.ts';
import { parseRedrivePolicy } from './redrive-policy.ts';

export interface Queue extends Scope {
  readonly name: string;
  readonly arn: string;
  /** Key of its messages: a queue that is made again under the name of a deleted one has another. */
  readonly queueId: string;
  readonly isFifo: boolean;
  readonly creationMs: number;
  readonly modifiedMs: number;
  readonly attributes: QueueAttributes;
  readonly tags: Readonly<Record<string, string>>;
  /** 0 when it was never purged. */
  readonly purgedMs: number;
  /** Of the last message of a FIFO queue. */
  readonly lastOrderKey: number;
}

/** How a transaction holds the queue: to change it, or so that it is not deleted under a message that is being sent. */
export type QueueLock = 'update' | 'share';

export async function findQueue(store: SqlStore, scope: Scope, name: string): Promise<Queue | undefined> {
  const row = await queueTables(store.reader)
    .selectFrom('sqs_queues')
    .selectAll()
    .where('account', '=', scope.account)
    .where('region', '=', scope.region)
    .where('name', '=', name)
    .executeTakeFirst();
  return row && decode(row);
}

/** Throws QueueDoesNotExist. */
export async function requireQueue(store: SqlStore, scope: Scope, name: string): Promise<Queue> {
  const queue = await findQueue(store, scope, name);
  if (!queue) throw queueDoesNotExist();
  return queue;
}

export async function lockQueue(
  store: SqlStore,
  tx: SqlTransaction,
  scope: Scope,
  name: string,
  lock: QueueLock,
): Promise<Queue | undefined> {
  const query = queueTables(tx.db)
    .selectFrom('sqs_queues')
    .selectAll()
    .where('account', '=', scope.account)
    .where('region', '=', scope.region)
    .where('name', '=', name);
  const isShared = store.dialect === 'postgres';
  const row = await (isShared ? (lock === 'update' ? query.forUpdate() : query.forShare()) : query).executeTakeFirst();
  return row && decode(row);
}

export async function findQueueById(store: SqlStore, queueId: string): Promise<Queue | undefined> {
  const row = await queueTables(store.reader)
    .selectFrom('sqs_queues')
    .selectAll()
    .where('queue_id', '=', queueId)
    .executeTakeFirst();
  return row && decode(row);
}

/** False when the name is taken. */
export async function insertQueue(tx: SqlTransaction, queue: Queue): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await queueTables(tx.db)
    .insertInto('sqs_queues')
    .values(encode(queue))
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return Number(numInsertedOrUpdatedRows ?? 0) > 0;
}

/** Writes what can change of a queue that is held for update. */
export async function updateQueue(tx: SqlTransaction, queue: Queue): Promise<void> {
  const { modified_ms, attributes, tags, dead_letter_arn, purged_ms, last_order_key } = encode(queue);
  await queueTables(tx.db)
    .updateTable('sqs_queues')
    .set({ modified_ms, attributes, tags, dead_letter_arn, purged_ms, last_order_key })
    .where('queue_id', '=', queue.queueId)
    .execute();
}

export async function deleteQueueRow(tx: SqlTransaction, queue: Queue): Promise<void> {
  await queueTables(tx.db).deleteFrom('sqs_queues').where('queue_id', '=', queue.queueId).execute();
}

export interface QueueQuery {
  readonly prefix?: string | undefined;
  /** Only queues whose dead letters go there. */
  readonly deadLetterArn?: string | undefined;
  /** The last name of the page before. */
  readonly after: string;
  readonly limit: number;
}

/** Names of queues, in their order. */
export async function listQueueNames(store: SqlStore, scope: Scope, query: QueueQuery): Promise<string[]> {
  let rows = queueTables(store.reader)
    .selectFrom('sqs_queues')
    .select('name')
    .where('account', '=', scope.account)
    .where('region', '=', scope.region)
    .where('name', '>', query.after);
  const end = query.prefix && afterPrefix(query.prefix);
  if (query.prefix) rows = rows.where('name', '>=', query.prefix);
  if (end) rows = rows.where('name', '<', end);
  if (query.deadLetterArn !== undefined) rows = rows.where('dead_letter_arn', '=', query.deadLetterArn);
  return (await rows.orderBy('name').limit(query.limit).execute()).map(({ name }) => name);
}

/** Messages sent then or before are gone, whether or not their rows are there still. */
export function goneUntilMs(queue: Queue, nowMs: number): number {
  return Math.max(queue.purgedMs, nowMs - attributeMs(queue.attributes, 'MessageRetentionPeriod'));
}

function encode(queue: Queue): QueueRow {
  return {
    account: queue.account,
    region: queue.region,
    name: queue.name,
    queue_id: queue.queueId,
    is_fifo: queue.isFifo ? 1 : 0,
    creation_ms: queue.creationMs,
    modified_ms: queue.modifiedMs,
    attributes: JSON.stringify(queue.attributes),
    tags: JSON.stringify(queue.tags),
    dead_letter_arn: parseRedrivePolicy(queue.attributes.RedrivePolicy)?.deadLetterTargetArn ?? '',
    purged_ms: queue.purgedMs,
    last_order_key: queue.lastOrderKey,
  };
}

function decode(row: QueueRow): Queue {
  return {
    account: row.account,
    region: row.region,
    name: row.name,
    arn: queueArn(row, row.name),
    queueId: row.queue_id,
    isFifo: row.is_fifo === 1,
    creationMs: row.creation_ms,
    modifiedMs: row.modified_ms,
    attributes: JSON.parse(row.attributes) as QueueAttributes,
    tags: JSON.parse(row.tags) as Record<string, string>,
    purgedMs: row.purged_ms,
    lastOrderKey: row.last_order_key,
  };
}
