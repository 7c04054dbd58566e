import type { Kysely } from 'kysely';
import { createRecordTable } from '../record-table.ts';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const table of ['lineage_actions', 'lineage_artifacts', 'lineage_contexts']) await createEntities(db, table);
  await createAssociations(db);
  await createWalks(db);
  await db.schema
    .createTable('lineage_counts')
    .addColumn('account', 'text', (column) => column.notNull())
    .addColumn('region', 'text', (column) => column.notNull())
    .addColumn('counted', 'text', (column) => column.notNull())
    .addColumn('total', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('lineage_counts_pk', ['account', 'region', 'counted'])
    .execute();
}

async function createEntities(db: Kysely<unknown>, table: string): Promise<void> {
  await createRecordTable(db, table, { source_key: 'text', entity_type: 'text' });
  for (const column of ['source_key', 'entity_type']) {
    await db.schema
      .createIndex(`${table}_${column}`)
      .on(table)
      .columns(['account', 'region', column, 'creation_ms', 'arn_key'])
      .execute();
  }
}

/** Ends are the last part of their ARNs: account and region are those of the row. */
async function createAssociations(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('lineage_associations')
    .addColumn('account', 'text', (column) => column.notNull())
    .addColumn('region', 'text', (column) => column.notNull())
    .addColumn('source', 'text', (column) => column.notNull())
    .addColumn('destination', 'text', (column) => column.notNull())
    .addColumn('association_type', 'text')
    .addColumn('source_type', 'text', (column) => column.notNull())
    .addColumn('destination_type', 'text', (column) => column.notNull())
    .addColumn('source_name', 'text')
    .addColumn('destination_name', 'text')
    .addColumn('creation_ms', 'bigint', (column) => column.notNull())
    .addColumn('created_by', 'text')
    .addPrimaryKeyConstraint('lineage_associations_pk', ['account', 'region', 'source', 'destination'])
    .execute();
  // One for each order that ListAssociations can give. The first two are also what a walk follows: they hold all that it
  // reads, because a look at the row costs ten times as much as one at the index.
  const orders: Readonly<Record<string, readonly string[]>> = {
    source: ['source', 'creation_ms', 'destination', 'destination_type', 'association_type'],
    destination: ['destination', 'creation_ms', 'source', 'source_type', 'association_type'],
    creation: ['creation_ms', 'source', 'destination'],
    source_type: ['source_type', 'creation_ms', 'source', 'destination'],
    destination_type: ['destination_type', 'creation_ms', 'source', 'destination'],
  };
  for (const [name, columns] of Object.entries(orders)) {
    await db.schema
      .createIndex(`lineage_associations_${name}`)
      .on('lineage_associations')
      .columns(['account', 'region', ...columns])
      .execute();
  }
}

/** Vertices that the earlier pages of a QueryLineage have found, in the order in which they were found. */
async function createWalks(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('lineage_walk_vertices')
    .addColumn('walk_id', 'text', (column) => column.notNull())
    .addColumn('position', 'bigint', (column) => column.notNull())
    .addColumn('resource', 'text', (column) => column.notNull())
    .addColumn('depth', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('lineage_walk_vertices_pk', ['walk_id', 'position'])
    .execute();
  await db.schema
    .createIndex('lineage_walk_vertices_resource')
    .unique()
    .on('lineage_walk_vertices')
    .columns(['walk_id', 'resource'])
    .execute();
}
