import type { Kysely } from 'kysely';

/** Queues of SQS, their messages, and what FIFO queues remember of what was sent (src/neighbours/sqs/README.md). */
export async function up(db: Kysely<unknown>): Promise<void> {
  await createQueues(db);
  await createMessages(db);
  await db.schema
    .createTable('sqs_deduplication')
    .addColumn('queue_id', 'text', (column) => column.notNull())
    .addColumn('deduplication_key', 'text', (column) => column.notNull())
    .addColumn('message_id', 'text', (column) => column.notNull())
    .addColumn('order_key', 'bigint', (column) => column.notNull())
    .addColumn('expires_ms', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('sqs_deduplication_pk', ['queue_id', 'deduplication_key'])
    .execute();
  await db.schema
    .createIndex('sqs_deduplication_expiry')
    .on('sqs_deduplication')
    .columns(['queue_id', 'expires_ms'])
    .execute();
}

async function createQueues(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('sqs_queues')
    .addColumn('account', 'text', (column) => column.notNull())
    .addColumn('region', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    // Another one for each life of a name: key of the queue's messages.
    .addColumn('queue_id', 'text', (column) => column.notNull().unique())
    .addColumn('is_fifo', 'integer', (column) => column.notNull())
    .addColumn('creation_ms', 'bigint', (column) => column.notNull())
    .addColumn('modified_ms', 'bigint', (column) => column.notNull())
    .addColumn('attributes', 'text', (column) => column.notNull())
    .addColumn('tags', 'text', (column) => column.notNull())
    // Where its messages go that were received too often; '' without.
    .addColumn('dead_letter_arn', 'text', (column) => column.notNull())
    // 0 when it was never purged.
    .addColumn('purged_ms', 'bigint', (column) => column.notNull())
    .addColumn('last_order_key', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('sqs_queues_pk', ['account', 'region', 'name'])
    .execute();
  await db.schema
    .createIndex('sqs_queues_dead_letter')
    .on('sqs_queues')
    .columns(['account', 'region', 'dead_letter_arn', 'name'])
    .execute();
}

async function createMessages(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('sqs_messages')
    .addColumn('queue_id', 'text', (column) => column.notNull())
    .addColumn('message_id', 'text', (column) => column.notNull())
    .addColumn('order_key', 'bigint', (column) => column.notNull())
    // '' without.
    .addColumn('group_id', 'text', (column) => column.notNull())
    .addColumn('sent_ms', 'bigint', (column) => column.notNull())
    .addColumn('visible_ms', 'bigint', (column) => column.notNull())
    .addColumn('received_ms', 'bigint')
    .addColumn('first_received_ms', 'bigint')
    .addColumn('receives', 'bigint', (column) => column.notNull())
    // The secret of the last receive's handle.
    .addColumn('receipt', 'text')
    .addColumn('body', 'text', (column) => column.notNull())
    .addColumn('details', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('sqs_messages_pk', ['queue_id', 'message_id'])
    .execute();
  await db.schema
    .createIndex('sqs_messages_visible')
    .on('sqs_messages')
    .columns(['queue_id', 'visible_ms', 'order_key'])
    .execute();
  await db.schema.createIndex('sqs_messages_order').on('sqs_messages').columns(['queue_id', 'order_key']).execute();
  await db.schema
    .createIndex('sqs_messages_group')
    .on('sqs_messages')
    .columns(['queue_id', 'group_id', 'visible_ms'])
    .execute();
  await db.schema.createIndex('sqs_messages_sent').on('sqs_messages').columns(['queue_id', 'sent_ms']).execute();
}
