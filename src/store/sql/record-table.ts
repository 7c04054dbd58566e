import { type CreateTableBuilder, type Kysely, type SelectQueryBuilder, sql } from 'kysely';
import type { Scope } from '../../base/arn.ts';
import type { SqlStore, SqlTransaction } from './sql-store.ts';

/**
 * A named thing of an account and region: the columns that lists filter and sort by, and a JSON document for the rest.
 * `Extra` are further columns of the domain's own table, by their SQL names.
 */
export interface ResourceRecord<Document, Extra extends ExtraColumns = NoExtra> {
  readonly account: string;
  readonly region: string;
  /** What the thing belongs to: a package's group, an execution's pipeline. Empty where it belongs to nothing. */
  readonly parent: string;
  readonly name: string;
  readonly arn: string;
  readonly status: string;
  readonly creationMs: number;
  readonly modifiedMs: number;
  readonly document: Document;
  readonly extra: Extra;
}

export type ExtraColumns = Record<string, string | number | null>;
export type NoExtra = Record<never, never>;

type RecordRow = {
  account: string;
  region: string;
  parent: string;
  name: string;
  name_key: string;
  arn: string;
  arn_key: string;
  status: string;
  creation_ms: number;
  modified_ms: number;
  document: string;
};
type Rows = Record<string, RecordRow>;

export type RecordSort = 'name_key' | 'creation_ms' | 'modified_ms' | 'status' | (string & {});

export interface RecordQuery {
  readonly parent?: string;
  readonly sortBy: RecordSort;
  readonly order: 'asc' | 'desc';
  readonly limit: number;
  /** Sort value and ARN key of the last row of the page before. */
  readonly after?: readonly (string | number)[];
  /** Equality on any column, by SQL name. */
  readonly equals?: Readonly<Record<string, string | number>>;
  readonly nameContains?: string | undefined;
  readonly createdAfterMs?: number | undefined;
  readonly createdBeforeMs?: number | undefined;
  readonly modifiedAfterMs?: number | undefined;
  readonly modifiedBeforeMs?: number | undefined;
}

/**
 * The table of one kind of resource. Names are unique in (account, region, parent) without regard to case, as ARNs are.
 * Lists page by key, so the last page costs what the first one costs. Create the table with `createRecordTable`.
 */
export class RecordTable<Document, Extra extends ExtraColumns = NoExtra> {
  readonly #table: string;
  readonly #extraColumns: readonly (keyof Extra & string)[];

  constructor(table: string, extraColumns: readonly (keyof Extra & string)[] = []) {
    this.#table = table;
    this.#extraColumns = extraColumns;
  }

  async find(
    store: SqlStore,
    scope: Scope,
    name: string,
    parent = '',
  ): Promise<ResourceRecord<Document, Extra> | undefined> {
    return this.#decodeMaybe(await this.#byName(store.reader, scope, name, parent).executeTakeFirst());
  }

  /** The record inside a transaction, locked against other writers until the commit. */
  async findForUpdate(
    store: SqlStore,
    tx: SqlTransaction,
    scope: Scope,
    name: string,
    parent = '',
  ): Promise<ResourceRecord<Document, Extra> | undefined> {
    const query = this.#byName(tx.db, scope, name, parent);
    return this.#decodeMaybe(await (store.dialect === 'postgres' ? query.forUpdate() : query).executeTakeFirst());
  }

  async findByArn(db: Kysely<unknown>, arn: string): Promise<ResourceRecord<Document, Extra> | undefined> {
    const row = await this.#rows(db)
      .selectFrom(this.#table)
      .selectAll()
      .where('arn_key', '=', arn.toLowerCase())
      .executeTakeFirst();
    return this.#decodeMaybe(row);
  }

  /** False when the name is taken; nothing is written then. */
  async insert(tx: SqlTransaction, record: ResourceRecord<Document, Extra>): Promise<boolean> {
    const result = await this.#rows(tx.db)
      .insertInto(this.#table)
      .values(this.#encode(record))
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst();
    return Number(result.numInsertedOrUpdatedRows ?? 0) > 0;
  }

  /** Writes status, times, document and extra columns of a record that is there. False when it is gone. */
  async update(tx: SqlTransaction, record: ResourceRecord<Document, Extra>): Promise<boolean> {
    const { account, region, parent, name_key, ...changes } = this.#encode(record);
    const result = await this.#rows(tx.db)
      .updateTable(this.#table)
      .set(changes)
      .where('account', '=', account)
      .where('region', '=', region)
      .where('parent', '=', parent)
      .where('name_key', '=', name_key)
      .executeTakeFirst();
    return Number(result.numUpdatedRows) > 0;
  }

  /** False when there was nothing of that name. */
  async delete(tx: SqlTransaction, scope: Scope, name: string, parent = ''): Promise<boolean> {
    const result = await this.#rows(tx.db)
      .deleteFrom(this.#table)
      .where('account', '=', scope.account)
      .where('region', '=', scope.region)
      .where('parent', '=', parent)
      .where('name_key', '=', name.toLowerCase())
      .executeTakeFirst();
    return Number(result.numDeletedRows) > 0;
  }

  async list(db: Kysely<unknown>, scope: Scope, query: RecordQuery): Promise<ResourceRecord<Document, Extra>[]> {
    let rows = this.#rows(db)
      .selectFrom(this.#table)
      .selectAll()
      .where('account', '=', scope.account)
      .where('region', '=', scope.region);
    if (query.parent !== undefined) rows = rows.where('parent', '=', query.parent);
    for (const [column, value] of Object.entries(query.equals ?? {})) rows = rows.where(sql.ref(column), '=', value);
    rows = withRanges(rows, query);
    if (query.nameContains) rows = rows.where(sql<boolean>`${containsText(query.nameContains)}`);
    if (query.after?.length) {
      const [sortValue = '', arnKey = ''] = query.after;
      const comparison = sql.raw(query.order === 'asc' ? '>' : '<');
      rows = rows.where(sql<boolean>`(${sql.ref(query.sortBy)}, arn_key) ${comparison} (${sortValue}, ${arnKey})`);
    }
    const found = await rows
      .orderBy(sql.ref(query.sortBy), query.order)
      .orderBy('arn_key', query.order)
      .limit(query.limit)
      .execute();
    return found.map((row) => this.#decode(row));
  }

  /** Where `list` continues after this record, for the same sort. */
  keyOf(record: ResourceRecord<Document, Extra>, sortBy: RecordSort): readonly (string | number)[] {
    const row: Record<string, unknown> = this.#encode(record);
    return [row[sortBy] as string | number, record.arn.toLowerCase()];
  }

  #rows(db: Kysely<unknown>): Kysely<Rows> {
    return db.withTables<Rows>();
  }

  #byName(db: Kysely<unknown>, scope: Scope, name: string, parent: string) {
    return this.#rows(db)
      .selectFrom(this.#table)
      .selectAll()
      .where('account', '=', scope.account)
      .where('region', '=', scope.region)
      .where('parent', '=', parent)
      .where('name_key', '=', name.toLowerCase());
  }

  #encode(record: ResourceRecord<Document, Extra>): RecordRow {
    return {
      ...record.extra,
      account: record.account,
      region: record.region,
      parent: record.parent,
      name: record.name,
      name_key: record.name.toLowerCase(),
      arn: record.arn,
      arn_key: record.arn.toLowerCase(),
      status: record.status,
      creation_ms: record.creationMs,
      modified_ms: record.modifiedMs,
      document: JSON.stringify(record.document),
    };
  }

  #decodeMaybe(row: RecordRow | undefined): ResourceRecord<Document, Extra> | undefined {
    return row && this.#decode(row);
  }

  #decode(row: RecordRow): ResourceRecord<Document, Extra> {
    const columns = row as unknown as Record<string, string | number | null>;
    return {
      account: row.account,
      region: row.region,
      parent: row.parent,
      name: row.name,
      arn: row.arn,
      status: row.status,
      creationMs: row.creation_ms,
      modifiedMs: row.modified_ms,
      document: JSON.parse(row.document) as Document,
      extra: Object.fromEntries(this.#extraColumns.map((column) => [column, columns[column]])) as Extra,
    };
  }
}

function withRanges<Selected>(rows: SelectQueryBuilder<Rows, string, Selected>, query: RecordQuery) {
  let ranged = rows;
  if (query.createdAfterMs !== undefined) ranged = ranged.where('creation_ms', '>', query.createdAfterMs);
  if (query.createdBeforeMs !== undefined) ranged = ranged.where('creation_ms', '<', query.createdBeforeMs);
  if (query.modifiedAfterMs !== undefined) ranged = ranged.where('modified_ms', '>', query.modifiedAfterMs);
  if (query.modifiedBeforeMs !== undefined) ranged = ranged.where('modified_ms', '<', query.modifiedBeforeMs);
  return ranged;
}

/** Substring of the name, case-sensitive on both databases (LIKE is not, on SQLite). */
function containsText(text: string) {
  return sql`replace(name, ${text}, '') <> name`;
}

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
  for (const column of ['creation_ms', 'modified_ms', 'status', 'name_key']) {
    const name = sql.ref(`${table}_${column}`);
    await sql`create index ${name} on ${sql.table(table)} (account, region, ${sql.ref(column)}, arn_key)`.execute(db);
  }
}
