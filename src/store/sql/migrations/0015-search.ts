import { type Kysely, type RawBuilder, sql } from 'kysely';
import { createChangeMarks, insertMark, markRecords, markRows } from '../change-marks.ts';
import { bytewiseText, countedKey, isPostgres } from '../dialect-types.ts';

/** The tables of what Search finds. */
const SEARCHED = [
  'training_jobs',
  'experiments',
  'trials',
  'trial_components',
  'endpoints',
  'model_packages',
  'model_package_groups',
  'pipelines',
  'pipeline_executions',
  'feature_groups',
  'projects',
];

/** The index of Search (docs/adr/0005-search-index.md). What was made before is marked, and indexed at the first start. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await createChangeMarks(db);
  await createProperties(db);
  await createDocuments(db);
  await createValues(db);
  for (const table of SEARCHED) await markRecords(db, table);
  await markRows(db, 'tags', (row) => insertMark(db, sql.ref(`${row}.resource_arn`)));
  for (const table of ['trial_component_links', 'trial_component_metrics']) {
    await markRows(db, table, (row) => markComponent(db, row));
  }
}

/** Links and metrics of a component know its name only. */
function markComponent(db: Kysely<unknown>, row: 'new' | 'old'): RawBuilder<unknown> {
  const [account, region, key] = ['account', 'region', 'component_key'].map((column) => sql.ref(`${row}.${column}`));
  const component = sql`from trial_components as component where component.account = ${account}
    and component.region = ${region} and component.parent = '' and component.name_key = ${key}`;
  return insertMark(db, sql.ref('component.arn_key'), component);
}

/** Names of the properties that resources of an account, region and type have, as short numbers. */
async function createProperties(db: Kysely<unknown>): Promise<void> {
  const text = bytewiseText(db);
  await sql`create table search_properties (property_number ${countedKey(db)}, account ${text} not null,
    region ${text} not null, resource ${text} not null, path ${text} not null)`.execute(db);
  await db.schema
    .createIndex('search_properties_path')
    .unique()
    .on('search_properties')
    .columns(['account', 'region', 'resource', 'path'])
    .execute();
}

async function createDocuments(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('search_documents')
    // That of the document's first change.
    .addColumn('document_number', 'bigint', (column) => column.notNull())
    .addColumn('account', 'text', (column) => column.notNull())
    .addColumn('region', 'text', (column) => column.notNull())
    .addColumn('resource', 'text', (column) => column.notNull())
    .addColumn('arn_key', 'text', (column) => column.notNull())
    // Grows with every write.
    .addColumn('revision', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('search_documents_pk', ['document_number'])
    .execute();
  await db.schema.createIndex('search_documents_arn').unique().on('search_documents').column('arn_key').execute();
  await db.schema
    .createIndex('search_documents_order')
    .on('search_documents')
    .columns(['account', 'region', 'resource', 'document_number'])
    .execute();
}

/**
 * Each value of each property of each document, twice: by document, to look at one property of a document and to replace
 * its values; and by value, to find documents and to walk them in the order of a property. `element` is the place in the
 * list that the value came from. Long values are cut in `value_key`, and whole in `long_text`.
 */
async function createValues(db: Kysely<unknown>): Promise<void> {
  const text = bytewiseText(db);
  const primaryKey = isPostgres(db) ? sql`` : sql`, primary key (document_number, property_number, element, value_key)`;
  // SQLite keeps the table itself in the order of its key.
  await sql`create table search_values (document_number bigint not null, property_number bigint not null,
    element integer not null, value_key ${text} not null, long_text ${text}${primaryKey})
    ${isPostgres(db) ? sql`` : sql`without rowid`}`.execute(db);
  if (isPostgres(db)) {
    await db.schema
      .createIndex('search_values_document')
      .on('search_values')
      .columns(['document_number', 'property_number'])
      .execute();
  }
  await db.schema
    .createIndex('search_values_order')
    .on('search_values')
    .columns(['property_number', 'value_key', 'document_number'])
    .execute();
}
