import type { Kysely } from 'kysely';
import { createRecordTable } from '../record-table.ts';

export async function up(db: Kysely<unknown>): Promise<void> {
  await createRecordTable(db, 'iam_users');
  await createRecordTable(db, 'iam_roles');
  await db.schema
    .createTable('iam_access_keys')
    .addColumn('access_key_id', 'text', (column) => column.primaryKey())
    .addColumn('account', 'text', (column) => column.notNull())
    .addColumn('user_key', 'text', (column) => column.notNull())
    .addColumn('secret', 'text', (column) => column.notNull())
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('creation_ms', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema
    .createIndex('iam_access_keys_user')
    .on('iam_access_keys')
    .columns(['account', 'user_key', 'creation_ms'])
    .execute();
  await db.schema
    .createTable('sts_sessions')
    .addColumn('access_key_id', 'text', (column) => column.primaryKey())
    .addColumn('account', 'text', (column) => column.notNull())
    .addColumn('secret', 'text', (column) => column.notNull())
    .addColumn('token', 'text', (column) => column.notNull())
    .addColumn('expires_ms', 'bigint', (column) => column.notNull())
    .addColumn('owner_arn', 'text', (column) => column.notNull())
    .addColumn('principal', 'text', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('sts_sessions_expiry').on('sts_sessions').column('expires_ms').execute();
  await db.schema.createIndex('sts_sessions_owner').on('sts_sessions').column('owner_arn').execute();
}
