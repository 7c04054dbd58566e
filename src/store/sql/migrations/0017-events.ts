import type { Kysely } from 'kysely';

/** Events that wait to be delivered, what OpenLineage runs are known by, and the status before each approval. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('event_outbox')
    .addColumn('delivery_id', 'text', (column) => column.notNull().primaryKey())
    .addColumn('target', 'text', (column) => column.notNull())
    .addColumn('account', 'text', (column) => column.notNull())
    .addColumn('region', 'text', (column) => column.notNull())
    .addColumn('order_key', 'bigint', (column) => column.notNull())
    .addColumn('creation_ms', 'bigint', (column) => column.notNull())
    // Failed attempts at the delivery.
    .addColumn('attempts', 'bigint', (column) => column.notNull())
    // Not tried again before this time.
    .addColumn('retry_ms', 'bigint', (column) => column.notNull())
    .addColumn('body', 'text', (column) => column.notNull())
    .execute();
  await db.schema
    .createIndex('event_outbox_order')
    .on('event_outbox')
    .columns(['target', 'account', 'region', 'order_key', 'delivery_id'])
    .execute();
  await db.schema.createIndex('event_outbox_age').on('event_outbox').column('creation_ms').execute();

  // What came in of a run so far: its events may come twice and in any order.
  await db.schema
    .createTable('openlineage_runs')
    .addColumn('account', 'text', (column) => column.notNull())
    .addColumn('region', 'text', (column) => column.notNull())
    .addColumn('run_id', 'text', (column) => column.notNull())
    .addColumn('action_name', 'text', (column) => column.notNull())
    .addColumn('status', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('openlineage_runs_pk', ['account', 'region', 'run_id'])
    .execute();

  await db.schema.alterTable('model_package_approvals').addColumn('previous_status', 'text').execute();
}
