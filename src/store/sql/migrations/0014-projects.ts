import type { Kysely } from 'kysely';
import { createRecordTable } from '../record-table.ts';

export async function up(db: Kysely<unknown>): Promise<void> {
  await createRecordTable(db, 'projects');
  await db.schema
    .createTable('project_portfolios')
    .addColumn('account', 'text', (column) => column.notNull())
    .addColumn('region', 'text', (column) => column.notNull())
    .addColumn('status', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('project_portfolios_pk', ['account', 'region'])
    .execute();
  await db.schema
    .createTable('project_templates')
    .addColumn('project_id', 'text', (column) => column.notNull())
    .addColumn('generation', 'bigint', (column) => column.notNull())
    .addColumn('template', 'text', (column) => column.notNull())
    .addColumn('parameters', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('project_templates_pk', ['project_id', 'generation'])
    .execute();
  await db.schema
    .createTable('project_resources')
    .addColumn('project_id', 'text', (column) => column.notNull())
    .addColumn('logical_id', 'text', (column) => column.notNull())
    .addColumn('position', 'bigint', (column) => column.notNull())
    .addColumn('resource_type', 'text', (column) => column.notNull())
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('physical_name', 'text', (column) => column.notNull())
    .addColumn('document', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('project_resources_pk', ['project_id', 'logical_id'])
    .execute();
  await createRecordTable(db, 'git_repositories');
  for (const table of ['project_builds', 'project_deployments']) {
    await db.schema
      .createTable(table)
      .addColumn('work_key', 'text', (column) => column.primaryKey())
      .addColumn('watched', 'text', (column) => column.notNull())
      .addColumn('document', 'text', (column) => column.notNull())
      .execute();
    await db.schema.createIndex(`${table}_watched`).on(table).column('watched').execute();
  }
}
