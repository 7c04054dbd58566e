import { type Kysely, sql } from 'kysely';

/** How many documents have a property: a walk in its order then knows whether there are any that lack it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table search_properties add column owners bigint not null default 0`.execute(db);
  await sql`update search_properties set owners = (select count(distinct document_number) from search_values
    where search_values.property_number = search_properties.property_number)`.execute(db);
}
