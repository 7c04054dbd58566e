import { type Compilable, type Kysely, sql } from 'kysely';
import type { Scope } from '../../base/arn.ts';
import { InvariantError } from '../../base/errors.ts';
import { CompiledQueries } from './compiled-queries.ts';
import {
  containsText,
  inOrder,
  isInRanges,
  type RecordQuery,
  type RecordSort,
  withPosition,
  withRanges,
} from './record-query.ts';
import {
  decodeRecord,
  type ExtraColumns,
  encodeRecord,
  type NoExtra,
  type RecordRow,
  type ResourceRecord,
  type Rows,
} from './record-row.ts';
import type { SqlStore, SqlTransaction } from './sql-store.ts';

export type { ExtraColumns, NoExtra, ResourceRecord } from './record-row.ts';
export { createRecordTable } from './record-table-schema.ts';

/** A page of a list, and what most pages hold. */
const FIND_MANY_MAX = 100;
const FIND_FEW = 10;
/** Rows that `listScattered` sorts for one page; and those that it looks at, part by part. */
const SORTED_MAX = 2000;
const PART_ROWS_MIN = 100;
const PART_ROWS_MAX = 1000;
const LOOKED_MAX = 10_000;

/**
 * The table of one kind of resource. Names are unique in (account, region, parent) without regard to case, as ARNs are.
 * Lists page by key, so the last page costs what the first one costs. Create the table with `createRecordTable`.
 */
export class RecordTable<Document, Extra extends ExtraColumns = NoExtra> {
  readonly #table: string;
  readonly #extraColumns: readonly (keyof Extra & string)[];
  readonly #compiled = new CompiledQueries();

  /** `extraColumns` names all further columns; what is not named is neither written nor read. */
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
    const key = nameKey(scope, name, parent);
    const cacheKey = this.#cacheKey(key);
    const cached = store.rows?.get(cacheKey);
    if (cached) return cached as ResourceRecord<Document, Extra>;
    const changes = store.rows?.changes ?? 0;
    const build = () => this.#byName(store.reader, scope, name, parent);
    const { rows } = await this.#compiled.execute<RecordRow>(store.reader, 'find', key, build);
    const [row] = rows;
    if (!row) return undefined;
    const record = this.#decode(row);
    store.rows?.put(cacheKey, record, row.document.length, changes);
    return record;
  }

  /** The record inside a transaction, locked against other writers until the commit. */
  async findForUpdate(
    store: SqlStore,
    tx: SqlTransaction,
    scope: Scope,
    name: string,
    parent = '',
  ): Promise<ResourceRecord<Document, Extra> | undefined> {
    return this.#first(tx.db, 'find for update', nameKey(scope, name, parent), () => {
      const query = this.#byName(tx.db, scope, name, parent);
      return store.dialect === 'postgres' ? query.forUpdate() : query;
    });
  }

  async findByArn(db: Kysely<unknown>, arn: string): Promise<ResourceRecord<Document, Extra> | undefined> {
    const arnKey = arn.toLowerCase();
    return this.#first(db, 'find by ARN', [arnKey], () =>
      this.#rows(db).selectFrom(this.#table).selectAll().where('arn_key', '=', arnKey),
    );
  }

  /** Those of the names that are there, by name in lower case; at most `FIND_MANY_MAX` names. */
  async findMany(
    db: Kysely<unknown>,
    scope: Scope,
    names: readonly string[],
    parent = '',
  ): Promise<Map<string, ResourceRecord<Document, Extra>>> {
    if (names.length > FIND_MANY_MAX) throw new InvariantError(`${names.length} names are looked up at once`);
    if (names.length === 0) return new Map();
    // Two lengths of the list are two statements to prepare, where each length would be one more.
    const size = names.length <= FIND_FEW ? FIND_FEW : FIND_MANY_MAX;
    const keys = Array.from({ length: size }, (_, index) => (names[index] ?? names[0] ?? '').toLowerCase());
    const rows = await this.#rows(db)
      .selectFrom(this.#table)
      .selectAll()
      .where('account', '=', scope.account)
      .where('region', '=', scope.region)
      .where('parent', '=', parent)
      .where('name_key', 'in', keys)
      .execute();
    return new Map(rows.map((row) => [row.name_key, this.#decode(row)]));
  }

  /** False when the name is taken; nothing is written then. */
  async insert(tx: SqlTransaction, record: ResourceRecord<Document, Extra>): Promise<boolean> {
    const row = encodeRecord(record, this.#extraColumns);
    const { numAffectedRows } = await this.#compiled.execute(tx.db, 'insert', Object.values(row), () =>
      this.#rows(tx.db)
        .insertInto(this.#table)
        .values(row)
        .onConflict((conflict) => conflict.doNothing()),
    );
    return numAffectedRows === 1n;
  }

  /** Writes status, times, document and extra columns of a record that is there. False when it is gone. */
  async update(tx: SqlTransaction, record: ResourceRecord<Document, Extra>): Promise<boolean> {
    const { account, region, parent, name_key, ...changes } = encodeRecord(record, this.#extraColumns);
    tx.changes(this.#cacheKey([account, region, parent, name_key]));
    const parameters = [...Object.values(changes), account, region, parent, name_key];
    const { numAffectedRows } = await this.#compiled.execute(tx.db, 'update', parameters, () =>
      this.#rows(tx.db)
        .updateTable(this.#table)
        .set(changes)
        .where('account', '=', account)
        .where('region', '=', region)
        .where('parent', '=', parent)
        .where('name_key', '=', name_key),
    );
    return numAffectedRows === 1n;
  }

  /** False when there was nothing of that name. */
  async delete(tx: SqlTransaction, scope: Scope, name: string, parent = ''): Promise<boolean> {
    tx.changes(this.#cacheKey(nameKey(scope, name, parent)));
    const result = await this.#rows(tx.db)
      .deleteFrom(this.#table)
      .where('account', '=', scope.account)
      .where('region', '=', scope.region)
      .where('parent', '=', parent)
      .where('name_key', '=', name.toLowerCase())
      .executeTakeFirst();
    return Number(result.numDeletedRows) > 0;
  }

  /** Deletes everything that belongs to a parent. */
  async deleteChildren(tx: SqlTransaction, scope: Scope, parent: string): Promise<void> {
    const rows = await this.#rows(tx.db)
      .deleteFrom(this.#table)
      .where('account', '=', scope.account)
      .where('region', '=', scope.region)
      .where('parent', '=', parent)
      .returning('name_key')
      .execute();
    for (const row of rows) tx.changes(this.#cacheKey([scope.account, scope.region, parent, row.name_key]));
  }

  async list(db: Kysely<unknown>, scope: Scope, query: RecordQuery): Promise<ResourceRecord<Document, Extra>[]> {
    const rows = withRanges(this.#matching(db, scope, query), query);
    const found = await inOrder(withPosition(rows.selectAll(), query), query).limit(query.limit).execute();
    return found.map((row) => this.#decode(row));
  }

  /**
   * The same for a query whose times and order have no index in common, within bounded time. Where few rows have such
   * times, those are sorted. Where many have, rows are looked at in order, and `lookedUntil` says where that ended when
   * it found less than asked for.
   */
  async listScattered(
    db: Kysely<unknown>,
    scope: Scope,
    query: RecordQuery,
  ): Promise<{
    readonly records: ResourceRecord<Document, Extra>[];
    readonly lookedUntil?: readonly (string | number)[] | undefined;
  }> {
    const inRange = withRanges(this.#matching(db, scope, query), query).select('arn_key');
    const { total } = await db
      .selectFrom(inRange.limit(SORTED_MAX + 1).as('some'))
      .select((eb) => eb.fn.countAll<number>().as('total'))
      .executeTakeFirstOrThrow();
    if (Number(total) <= SORTED_MAX) {
      const rows = this.#rows(db).selectFrom(this.#table).selectAll().where('arn_key', 'in', inRange);
      const found = await inOrder(withPosition(rows, query), query).limit(query.limit).execute();
      return { records: found.map((row) => this.#decode(row)) };
    }
    return this.#walk(db, scope, query);
  }

  /** Looks at rows in order, part by part, until it has as many as asked for or has looked at enough. */
  async #walk(db: Kysely<unknown>, scope: Scope, query: RecordQuery) {
    const wanted: string[] = [];
    let after = query.after ?? [];
    for (let looked = 0, size = PART_ROWS_MIN; looked < LOOKED_MAX; looked += size, size = PART_ROWS_MAX) {
      const rows = await inOrder(withPosition(this.#matching(db, scope, query), { ...query, after }), query)
        .select(['arn_key', 'creation_ms', 'modified_ms'])
        .select(sql.ref<string | number>(query.sortBy).as('sort_value'))
        .limit(size)
        .execute();
      wanted.push(...rows.filter((row) => isInRanges(row, query)).map((row) => row.arn_key));
      const last = rows.at(-1);
      if (wanted.length >= query.limit || rows.length < size || !last) {
        return { records: await this.#byArns(db, wanted.slice(0, query.limit)) };
      }
      after = [last.sort_value, last.arn_key];
    }
    return { records: await this.#byArns(db, wanted), lookedUntil: after };
  }

  /** Those of the rows that are there, in the order of the keys. */
  async #byArns(db: Kysely<unknown>, arnKeys: readonly string[]): Promise<ResourceRecord<Document, Extra>[]> {
    if (arnKeys.length === 0) return [];
    const rows = await this.#rows(db)
      .selectFrom(this.#table)
      .selectAll()
      .where('arn_key', 'in', [...arnKeys])
      .execute();
    const byKey = new Map(rows.map((row) => [row.arn_key, row]));
    return arnKeys.flatMap((arnKey) => {
      const row = byKey.get(arnKey);
      return row ? [this.#decode(row)] : [];
    });
  }

  /** Rows that a query asks for, whatever their times. */
  #matching(db: Kysely<unknown>, scope: Scope, query: RecordQuery) {
    let rows = this.#rows(db)
      .selectFrom(this.#table)
      .where('account', '=', scope.account)
      .where('region', '=', scope.region);
    if (query.parent !== undefined) rows = rows.where('parent', '=', query.parent);
    for (const [column, value] of Object.entries(query.equals ?? {})) rows = rows.where(sql.ref(column), '=', value);
    if (query.nameContains) rows = rows.where(sql<boolean>`${containsText(query.nameContains)}`);
    if (query.namePrefix) {
      rows = rows.where(sql<boolean>`substr(name, 1, ${query.namePrefix.length}) = ${query.namePrefix}`);
    }
    return rows;
  }

  /** Where `list` continues after this record, for the same sort. */
  keyOf(record: ResourceRecord<Document, Extra>, sortBy: RecordSort): readonly (string | number)[] {
    const row: Record<string, unknown> = encodeRecord(record, this.#extraColumns);
    const sortValue = row[sortBy];
    if (typeof sortValue !== 'string' && typeof sortValue !== 'number') {
      throw new InvariantError(`${this.#table} cannot be listed by ${sortBy}: ${record.arn} has none`);
    }
    return [sortValue, record.arn.toLowerCase()];
  }

  #decode(row: RecordRow): ResourceRecord<Document, Extra> {
    return decodeRecord<Document, Extra>(row, this.#extraColumns);
  }

  #cacheKey(key: readonly string[]): string {
    return [this.#table, ...key].join('\n');
  }

  async #first(
    db: Kysely<unknown>,
    name: string,
    parameters: readonly string[],
    build: () => Compilable,
  ): Promise<ResourceRecord<Document, Extra> | undefined> {
    const { rows } = await this.#compiled.execute<RecordRow>(db, name, parameters, build);
    return rows[0] && this.#decode(rows[0]);
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
}

const nameKey = (scope: Scope, name: string, parent: string) => [
  scope.account,
  scope.region,
  parent,
  name.toLowerCase(),
];
