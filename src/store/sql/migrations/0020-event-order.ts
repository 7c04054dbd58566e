import { type Kysely, sql } from 'kysely';
import { isPostgres } from '../dialect-types.ts';

/**
 * The order of events that wait, where several nodes write them: their clocks differ. It begins above all that was put in
 * order by clocks. SQLite has one writer at a time, who can see the last one.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  if (!isPostgres(db)) return;
  await sql`create sequence event_order_keys start with 4500000000000000 owned by event_outbox.order_key`.execute(db);
}
