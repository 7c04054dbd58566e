import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('log_groups')
    .addColumn('account', 'text', (column) => column.notNull())
    .addColumn('region', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('creation_ms', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('log_groups_pk', ['account', 'region', 'name'])
    .execute();

  await db.schema
    .createTable('log_streams')
    .addColumn('account', 'text', (column) => column.notNull())
    .addColumn('region', 'text', (column) => column.notNull())
    .addColumn('group_name', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    // Short key of the stream's events.
    .addColumn('stream_id', 'text', (column) => column.notNull().unique())
    .addColumn('creation_ms', 'bigint', (column) => column.notNull())
    .addColumn('first_event_ms', 'bigint')
    // 0 without events, so that streams sort by it on every database.
    .addColumn('last_event_ms', 'bigint', (column) => column.notNull())
    .addColumn('last_ingestion_ms', 'bigint')
    .addColumn('stored_bytes', 'bigint', (column) => column.notNull())
    .addColumn('events', 'bigint', (column) => column.notNull())
    // How far the file behind the stream has been read.
    .addColumn('source_offset', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('log_streams_pk', ['account', 'region', 'group_name', 'name'])
    .execute();
  await db.schema
    .createIndex('log_streams_last_event')
    .on('log_streams')
    .columns(['account', 'region', 'group_name', 'last_event_ms', 'name'])
    .execute();

  await db.schema
    .createTable('log_events')
    .addColumn('stream_id', 'text', (column) => column.notNull())
    // From 1 up, without gaps.
    .addColumn('seq', 'bigint', (column) => column.notNull())
    .addColumn('timestamp_ms', 'bigint', (column) => column.notNull())
    .addColumn('ingestion_ms', 'bigint', (column) => column.notNull())
    .addColumn('message', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('log_events_pk', ['stream_id', 'seq'])
    .execute();
  await db.schema
    .createIndex('log_events_time')
    .on('log_events')
    .columns(['stream_id', 'timestamp_ms', 'seq'])
    .execute();
}
