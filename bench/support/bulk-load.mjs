import { sql } from 'kysely';

const CACHE_KIB = 1_000_000;
/** What the server works with. */
const USUAL_CACHE_KIB = 8192;

/** Inserts rows, arrays in the order of the columns: all of them as one parameter, so that millions take seconds. */
export async function insertRows(store, table, columns, rows) {
  const list = JSON.stringify(rows);
  const names = sql.join(Object.keys(columns).map((column) => sql.ref(column)));
  const values = Object.values(columns).map((type, i) =>
    type === 'text' ? sql`value ->> ${sql.lit(i)}` : sql`cast(value ->> ${sql.lit(i)} as bigint)`,
  );
  const from = store.dialect === 'sqlite' ? sql`json_each(${list})` : sql`jsonb_array_elements(${list}::jsonb)`;
  await store.transaction((tx) =>
    sql`insert into ${sql.table(table)} (${names}) select ${sql.join(values)} from ${from}`.execute(tx.db),
  );
}

/** Fills tables while their indexes are away, and makes the indexes anew: one by one they would take minutes. */
export async function fillTables(store, tables, fill) {
  const run = (statement) =>
    store.transaction(async (tx) => {
      // An index of a million rows may take longer than any statement of the server's own.
      if (store.dialect === 'postgres') await sql`set local statement_timeout = 0`.execute(tx.db);
      await statement.execute(tx.db);
    });
  if (store.dialect === 'sqlite') await run(sql`pragma cache_size = ${sql.lit(-CACHE_KIB)}`);
  const { rows } = await (store.dialect === 'sqlite'
    ? sql`select name, sql as definition from sqlite_master
        where type = 'index' and sql is not null and tbl_name in (${sql.join(tables)})`
    : sql`select indexname as name, indexdef as definition from pg_indexes
        where tablename in (${sql.join(tables)}) and indexname not like '%_pk'`
  ).execute(store.reader);
  for (const { name } of rows) await run(sql`drop index ${sql.ref(name)}`);
  await fill();
  for (const { definition } of rows) await run(sql.raw(definition));
  if (store.dialect === 'sqlite') await run(sql`pragma cache_size = ${sql.lit(-USUAL_CACHE_KIB)}`);
  if (store.dialect === 'postgres') await vacuum(store, tables);
}

/**
 * PostgreSQL does it by itself a minute later, and only then answers from an index alone. SQLite is left without
 * statistics, as it is in use.
 */
async function vacuum(store, tables) {
  await store.reader.connection().execute(async (connection) => {
    await sql`set statement_timeout = 0`.execute(connection);
    for (const table of tables) await sql`vacuum (analyze) ${sql.table(table)}`.execute(connection);
    await sql`reset statement_timeout`.execute(connection);
  });
}
