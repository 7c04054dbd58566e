import type { Kysely } from 'kysely';
import { createRecordTable } from '../record-table.ts';

export async function up(db: Kysely<unknown>): Promise<void> {
  await createRecordTable(db, 'code_repositories');
  await createRecordTable(db, 'algorithms');
  await createRecordTable(db, 'feature_groups', { offline_status: 'text' });
  await db.schema
    .createIndex('feature_groups_offline_status')
    .on('feature_groups')
    .columns(['account', 'region', 'offline_status', 'arn_key'])
    .execute();
  await db.schema
    .createTable('feature_group_locks')
    .addColumn('account', 'text', (column) => column.notNull())
    .addColumn('region', 'text', (column) => column.notNull())
    .addColumn('creations', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('feature_group_locks_pk', ['account', 'region'])
    .execute();
  await db.schema
    .createTable('feature_metadata')
    .addColumn('group_arn', 'text', (column) => column.notNull())
    .addColumn('feature_name', 'text', (column) => column.notNull())
    .addColumn('description', 'text')
    .addColumn('parameters', 'text', (column) => column.notNull())
    .addColumn('modified_ms', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('feature_metadata_pk', ['group_arn', 'feature_name'])
    .execute();
  await db.schema
    .createTable('model_package_group_policies')
    .addColumn('group_arn', 'text', (column) => column.primaryKey())
    .addColumn('policy', 'text', (column) => column.notNull())
    .addColumn('modified_ms', 'bigint', (column) => column.notNull())
    .execute();
}
