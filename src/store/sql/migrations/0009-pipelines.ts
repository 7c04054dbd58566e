import type { Kysely } from 'kysely';
import { createRecordTable } from '../record-table.ts';

export async function up(db: Kysely<unknown>): Promise<void> {
  await createRecordTable(db, 'pipelines', { definition_hash: 'text', last_run_ms: 'bigint' });
  await createRecordTable(db, 'pipeline_executions', { definition_hash: 'text' });
  await db.schema
    .createIndex('pipeline_executions_parent_creation')
    .on('pipeline_executions')
    .columns(['account', 'region', 'parent', 'creation_ms', 'arn_key'])
    .execute();
  await db.schema
    .createIndex('pipeline_executions_parent_definition')
    .on('pipeline_executions')
    .columns(['parent', 'definition_hash'])
    .execute();
  await createDefinitions(db);
  await createSteps(db);
  await createRequestTokens(db);
}

/** Definitions apart from pipelines and executions, because one may hold a megabyte and lists must not read it. */
async function createDefinitions(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('pipeline_definitions')
    .addColumn('pipeline_key', 'text', (column) => column.notNull())
    .addColumn('definition_hash', 'text', (column) => column.notNull())
    .addColumn('definition', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('pipeline_definitions_pk', ['pipeline_key', 'definition_hash'])
    .execute();
}

async function createSteps(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('pipeline_steps')
    .addColumn('execution_key', 'text', (column) => column.notNull())
    .addColumn('step_name', 'text', (column) => column.notNull())
    .addColumn('pipeline_key', 'text', (column) => column.notNull())
    .addColumn('ordinal', 'bigint', (column) => column.notNull())
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('end_ms', 'bigint')
    .addColumn('cache_key', 'text')
    .addColumn('document', 'text', (column) => column.notNull())
    .addColumn('properties', 'text')
    .addPrimaryKeyConstraint('pipeline_steps_pk', ['execution_key', 'step_name'])
    .execute();
  await db.schema
    .createIndex('pipeline_steps_ordinal')
    .unique()
    .on('pipeline_steps')
    .columns(['execution_key', 'ordinal'])
    .execute();
  await db.schema
    .createIndex('pipeline_steps_cache')
    .on('pipeline_steps')
    .columns(['pipeline_key', 'cache_key', 'end_ms'])
    .execute();
}

async function createRequestTokens(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('pipeline_request_tokens')
    .addColumn('account', 'text', (column) => column.notNull())
    .addColumn('region', 'text', (column) => column.notNull())
    .addColumn('operation', 'text', (column) => column.notNull())
    .addColumn('token', 'text', (column) => column.notNull())
    .addColumn('input_hash', 'text', (column) => column.notNull())
    .addColumn('output', 'text', (column) => column.notNull())
    .addColumn('creation_ms', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('pipeline_request_tokens_pk', ['account', 'region', 'operation', 'token'])
    .execute();
  await db.schema
    .createIndex('pipeline_request_tokens_creation')
    .on('pipeline_request_tokens')
    .column('creation_ms')
    .execute();
}
