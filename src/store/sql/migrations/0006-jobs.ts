import type { Kysely } from 'kysely';
import { createRecordTable } from '../record-table.ts';

export async function up(db: Kysely<unknown>): Promise<void> {
  await createRecordTable(db, 'training_jobs');
  await createRecordTable(db, 'processing_jobs');

  // Jobs that are not yet cleaned up. What clients see of a job is in its domain's own table.
  await db.schema
    .createTable('job_runs')
    .addColumn('arn', 'text', (column) => column.primaryKey())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('spec', 'text', (column) => column.notNull())
    .addColumn('phase', 'text', (column) => column.notNull())
    .addColumn('progress', 'text', (column) => column.notNull())
    .addColumn('stop_requested_ms', 'bigint')
    .execute();

  // The last value of each metric of a running job.
  await db.schema
    .createTable('job_metrics')
    .addColumn('arn', 'text', (column) => column.notNull())
    .addColumn('metric', 'text', (column) => column.notNull())
    .addColumn('value', 'text', (column) => column.notNull())
    .addColumn('timestamp_ms', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('job_metrics_pk', ['arn', 'metric'])
    .execute();
}
