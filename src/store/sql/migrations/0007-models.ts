import type { Kysely } from 'kysely';
import { createRecordTable } from '../record-table.ts';

export async function up(db: Kysely<unknown>): Promise<void> {
  await createRecordTable(db, 'models');
  await createRecordTable(db, 'endpoint_configs');
  await createRecordTable(db, 'endpoints');
}
