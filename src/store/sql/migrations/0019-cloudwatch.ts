import type { Kysely } from 'kysely';

/** Metrics of CloudWatch, and their values as they were put. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('cloudwatch_metrics')
    .addColumn('account', 'text', (column) => column.notNull())
    .addColumn('region', 'text', (column) => column.notNull())
    .addColumn('namespace', 'text', (column) => column.notNull())
    .addColumn('metric', 'text', (column) => column.notNull())
    // JSON of name and value pairs, sorted, so that equal ones are equal texts.
    .addColumn('dimensions', 'text', (column) => column.notNull())
    // Digest of all of the above: key of the metric's values.
    .addColumn('series', 'text', (column) => column.notNull().unique())
    .addPrimaryKeyConstraint('cloudwatch_metrics_pk', ['account', 'region', 'namespace', 'metric', 'series'])
    .execute();

  await db.schema
    .createTable('cloudwatch_values')
    .addColumn('series', 'text', (column) => column.notNull())
    .addColumn('timestamp_ms', 'bigint', (column) => column.notNull())
    .addColumn('unit', 'text', (column) => column.notNull())
    .addColumn('value_count', 'double precision', (column) => column.notNull())
    .addColumn('value_sum', 'double precision', (column) => column.notNull())
    .addColumn('value_min', 'double precision', (column) => column.notNull())
    .addColumn('value_max', 'double precision', (column) => column.notNull())
    .execute();
  await db.schema
    .createIndex('cloudwatch_values_time')
    .on('cloudwatch_values')
    .columns(['series', 'timestamp_ms'])
    .execute();
}
