import { type Kysely, type RawBuilder, sql } from 'kysely';
import { bytewiseText, countedKey, isPostgres } from './dialect-types.ts';

/**
 * The table `search_changes` says which resources the search index must look at again. Triggers write it, in the
 * transaction of the change and whoever makes the change: nothing can be missed, and writers need not know of the index.
 * A mark is one narrow insert; what it asks for is done later.
 */
export async function createChangeMarks(db: Kysely<unknown>): Promise<void> {
  const text = bytewiseText(db);
  await sql`create table search_changes
    (change_number ${countedKey(db)}, arn_type ${text} not null, arn_key ${text} not null)`.execute(db);
  await db.schema
    .createIndex('search_changes_type')
    .on('search_changes')
    .columns(['arn_type', 'change_number'])
    .execute();
}

/** Marks a resource at each write to its row of a record table; and now, everything that is in the table already. */
export async function markRecords(db: Kysely<unknown>, table: string): Promise<void> {
  await markRows(db, table, (row) => insertMark(db, sql.ref(`${row}.arn_key`)));
  await insertMark(db, sql.ref('arn_key'), sql`from ${sql.table(table)}`).execute(db);
}

/** Marks at each write to a row of a table. `mark` is the INSERT for the row, which is called `new` or `old` in it. */
export async function markRows(
  db: Kysely<unknown>,
  table: string,
  mark: (row: 'new' | 'old') => RawBuilder<unknown>,
): Promise<void> {
  for (const event of ['insert', 'update', 'delete']) {
    const trigger = sql.ref(`${table}_mark_${event}`);
    const statement = mark(event === 'delete' ? 'old' : 'new');
    const head = sql`create trigger ${trigger} after ${sql.raw(event)} on ${sql.table(table)} for each row`;
    if (isPostgres(db)) {
      const body = sql`begin ${statement}; return null; end`;
      await sql`create function ${trigger}() returns trigger language plpgsql as $mark$ ${body} $mark$`.execute(db);
      await sql`${head} execute function ${trigger}()`.execute(db);
    } else {
      await sql`${head} begin ${statement}; end`.execute(db);
    }
  }
}

/** The INSERT that marks an ARN (lower case), or those of the rows that `from` gives. */
export function insertMark(
  db: Kysely<unknown>,
  arnKey: RawBuilder<unknown>,
  from: RawBuilder<unknown> = sql``,
): RawBuilder<unknown> {
  // An ARN up to the slash behind its type is what all resources of one type, account and region share.
  const type = isPostgres(db)
    ? sql`split_part(${arnKey}, '/', 1)`
    : sql`substr(${arnKey}, 1, instr(${arnKey}, '/') - 1)`;
  return sql`insert into search_changes (arn_type, arn_key) select ${type}, ${arnKey} ${from}`;
}
