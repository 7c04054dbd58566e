import type { Kysely } from 'kysely';

/** Work of the engine, and who waits for what (src/engine/README.md). */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('engine_work')
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('work_key', 'text', (column) => column.notNull())
    .addColumn('wake_at_ms', 'bigint')
    .addColumn('wakes', 'bigint', (column) => column.notNull())
    .addColumn('fence', 'bigint', (column) => column.notNull())
    .addColumn('lease_owner', 'text')
    .addColumn('lease_until_ms', 'bigint')
    .addColumn('attempt', 'bigint', (column) => column.notNull())
    .addColumn('last_error', 'text')
    .addPrimaryKeyConstraint('engine_work_pk', ['kind', 'work_key'])
    .execute();
  await db.schema.createIndex('engine_work_due').on('engine_work').columns(['kind', 'wake_at_ms']).execute();
  await db.schema.createIndex('engine_work_leased').on('engine_work').column('lease_owner').execute();
  await db.schema
    .createTable('engine_subscription')
    .addColumn('topic', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('work_key', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('engine_subscription_pk', ['topic', 'kind', 'work_key'])
    .execute();
  await db.schema
    .createIndex('engine_subscription_work')
    .on('engine_subscription')
    .columns(['kind', 'work_key'])
    .execute();
}
