import type { Kysely } from 'kysely';
import { createRecordTable } from '../record-table.ts';

export async function up(db: Kysely<unknown>): Promise<void> {
  await createRecordTable(db, 'model_package_groups', { last_version: 'bigint' });
  await createRecordTable(db, 'model_packages', { kind: 'text', version: 'bigint', approval_status: 'text' });
  await db.schema
    .createIndex('model_packages_version')
    .on('model_packages')
    .columns(['account', 'region', 'parent', 'version'])
    .execute();
  await db.schema
    .createTable('model_package_approvals')
    .addColumn('approval_id', 'text', (column) => column.primaryKey())
    .addColumn('package_arn', 'text', (column) => column.notNull())
    .addColumn('decided_ms', 'bigint', (column) => column.notNull())
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('description', 'text')
    .addColumn('principal_arn', 'text', (column) => column.notNull())
    .execute();
  await db.schema
    .createIndex('model_package_approvals_package')
    .on('model_package_approvals')
    .columns(['package_arn', 'decided_ms'])
    .execute();
  await db.schema
    .createTable('model_package_tokens')
    .addColumn('account', 'text', (column) => column.notNull())
    .addColumn('region', 'text', (column) => column.notNull())
    .addColumn('token', 'text', (column) => column.notNull())
    .addColumn('request_hash', 'text', (column) => column.notNull())
    .addColumn('package_arn', 'text', (column) => column.notNull())
    .addColumn('creation_ms', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('model_package_tokens_pk', ['account', 'region', 'token'])
    .execute();
  await db.schema.createIndex('model_package_tokens_age').on('model_package_tokens').column('creation_ms').execute();
}
