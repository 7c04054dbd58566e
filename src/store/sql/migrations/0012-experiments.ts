import type { CreateTableBuilder, Kysely } from 'kysely';
import { createRecordTable } from '../record-table.ts';

export async function up(db: Kysely<unknown>): Promise<void> {
  await createRecordTable(db, 'experiments');
  await createRecordTable(db, 'trials', { experiment_key: 'text' });
  await createIndex(db, 'trials', 'experiment_time', ['experiment_key', 'creation_ms', 'arn_key']);
  await createIndex(db, 'trials', 'experiment_name', ['experiment_key', 'name_key', 'arn_key']);
  await createRecordTable(db, 'trial_components', { source_key: 'text' });
  await createIndex(db, 'trial_components', 'source_time', ['source_key', 'creation_ms', 'arn_key']);
  await createIndex(db, 'trial_components', 'source_name', ['source_key', 'name_key', 'arn_key']);
  await createLinks(db);
  await createMetrics(db);
}

/** Which component is in which trial. Times and experiment are copies: they never change, and lists page by them. */
async function createLinks(db: Kysely<unknown>): Promise<void> {
  await scoped(db, 'trial_component_links')
    .addColumn('trial_key', 'text', (column) => column.notNull())
    .addColumn('component_key', 'text', (column) => column.notNull())
    .addColumn('experiment_key', 'text', (column) => column.notNull())
    .addColumn('trial_ms', 'bigint', (column) => column.notNull())
    .addColumn('component_ms', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('trial_component_links_pk', ['account', 'region', 'trial_key', 'component_key'])
    .execute();
  const orders: Readonly<Record<string, string[]>> = {
    trial_time: ['trial_key', 'component_ms', 'component_key'],
    component_name: ['component_key', 'trial_key'],
    component_time: ['component_key', 'trial_ms', 'trial_key'],
    experiment_name: ['experiment_key', 'component_key', 'component_ms'],
    experiment_time: ['experiment_key', 'component_ms', 'component_key'],
  };
  for (const [name, columns] of Object.entries(orders)) await createIndex(db, 'trial_component_links', name, columns);
}

async function createMetrics(db: Kysely<unknown>): Promise<void> {
  await scoped(db, 'trial_component_metrics')
    .addColumn('component_key', 'text', (column) => column.notNull())
    .addColumn('metric', 'text', (column) => column.notNull())
    .addColumn('series', 'text', (column) => column.notNull())
    .addColumn('source_arn', 'text', (column) => column.notNull())
    .addColumn('value_count', 'bigint', (column) => column.notNull())
    .addColumn('value_min', 'double precision', (column) => column.notNull())
    .addColumn('value_max', 'double precision', (column) => column.notNull())
    .addColumn('value_last', 'double precision', (column) => column.notNull())
    .addColumn('last_ms', 'bigint', (column) => column.notNull())
    .addColumn('value_mean', 'double precision', (column) => column.notNull())
    .addColumn('squares', 'double precision', (column) => column.notNull())
    .addPrimaryKeyConstraint('trial_component_metrics_pk', ['account', 'region', 'component_key', 'metric'])
    .execute();
  await db.schema
    .createTable('metric_points')
    .addColumn('series', 'text', (column) => column.notNull())
    .addColumn('timestamp_ms', 'bigint', (column) => column.notNull())
    .addColumn('position', 'bigint', (column) => column.notNull())
    .addColumn('step', 'bigint')
    .addColumn('value', 'double precision', (column) => column.notNull())
    .addPrimaryKeyConstraint('metric_points_pk', ['series', 'timestamp_ms', 'position'])
    .execute();
  await db.schema
    .createIndex('metric_points_step')
    .on('metric_points')
    .columns(['series', 'step', 'timestamp_ms', 'position'])
    .execute();
  await db.schema
    .createTable('removed_metric_series')
    .addColumn('series', 'text', (column) => column.primaryKey())
    .execute();
}

function scoped(db: Kysely<unknown>, table: string): CreateTableBuilder<string, string> {
  return db.schema
    .createTable(table)
    .addColumn('account', 'text', (column) => column.notNull())
    .addColumn('region', 'text', (column) => column.notNull());
}

async function createIndex(db: Kysely<unknown>, table: string, suffix: string, columns: string[]): Promise<void> {
  await db.schema
    .createIndex(`${table}_${suffix}`)
    .on(table)
    .columns(['account', 'region', ...columns])
    .execute();
}
