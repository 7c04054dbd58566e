import { type CreateTableBuilder, type Kysely, sql } from 'kysely';

const SORT_COLUMNS = ['creation_ms', 'modified_ms', 'status', 'name_key'] as const;

/** Creates a record table with its keys and the indexes that its lists walk. For migrations. */
export async function createRecordTable(
  db: Kysely<unknown>,
  table: string,
  extra: Readonly<Record<string, 'text' | 'bigint' | 'integer'>> = {},
): Promise<void> {
  let builder: CreateTableBuilder<string, string> = db.schema.createTable(table);
  for (const column of ['account', 'region', 'parent', 'name', 'name_key', 'arn', 'arn_key', 'status'] as const) {
    builder = builder.addColumn(column, 'text', (definition) => definition.notNull());
  }
  for (const column of ['creation_ms', 'modified_ms'] as const) {
    builder = builder.addColumn(column, 'bigint', (definition) => definition.notNull());
  }
  builder = builder.addColumn('document', 'text', (definition) => definition.notNull());
  for (const [column, type] of Object.entries(extra)) builder = builder.addColumn(column, type);
  await builder.addPrimaryKeyConstraint(`${table}_pk`, ['account', 'region', 'parent', 'name_key']).execute();
  await db.schema.createIndex(`${table}_arn`).unique().on(table).column('arn_key').execute();
  for (const column of SORT_COLUMNS) await createIndex(db, table, column, ['account', 'region', column, 'arn_key']);
  // Children of one parent by time: a list of executions must not walk those of all other pipelines.
  await createIndex(db, table, 'parent', ['account', 'region', 'parent', 'creation_ms', 'arn_key']);
}

async function createIndex(db: Kysely<unknown>, table: string, suffix: string, columns: string[]): Promise<void> {
  const name = sql.ref(`${table}_${suffix}`);
  const list = sql.join(columns.map((column) => sql.ref(column)));
  await sql`create index ${name} on ${sql.table(table)} (${list})`.execute(db);
}
